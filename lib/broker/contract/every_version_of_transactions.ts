import { everyVersion } from "./every_version.ts";
import type { Scenario, Session } from "./session.ts";
import {
  addOffsets,
  addPartitions,
  initTransactions,
  produceIn,
  type Producer,
} from "./transaction_requests.ts";

/** A topic, and a producer with a transaction open in it. */
async function openTransaction(session: Session) {
  const topic = await session.topic();
  const producer = await begun(session, topic);
  await produceIn(await session.broker(), producer, { topic, value: "a", sequence: 0 });
  return { topic, producer };
}

async function begun(session: Session, topic: string): Promise<Producer> {
  const broker = await session.broker();
  const producer = await initTransactions(broker, session.name("id"));
  await addPartitions(broker, producer, topic);
  return producer;
}

function claimOf({ transactionalId, producerId, producerEpoch }: Producer) {
  return { transactionalId, producerId, producerEpoch };
}

/** What coordinators are asked about transactions, in every version. */
export const EVERY_VERSION_OF_TRANSACTIONS: readonly Scenario[] = [
  everyVersion("InitProducerId", {
    prepare: openTransaction,
    body: ({ session }) => ({
      transactionalId: session.name("id"),
      transactionTimeoutMs: 60_000,
    }),
  }),
  everyVersion("AddPartitionsToTxn", {
    prepare: openTransaction,
    body: async ({ session, broker, prepared: { topic } }) => {
      const producer = await initTransactions(broker, session.name("id"));
      return {
        v3AndBelowTransactionalId: producer.transactionalId,
        v3AndBelowProducerId: producer.producerId,
        v3AndBelowProducerEpoch: producer.producerEpoch,
        v3AndBelowTopics: [{ name: topic, partitions: [0] }],
      };
    },
  }),
  everyVersion("AddOffsetsToTxn", {
    prepare: openTransaction,
    body: async ({ session, prepared: { topic } }) => ({
      ...claimOf(await begun(session, topic)),
      groupId: session.name("group"),
    }),
  }),
  everyVersion("TxnOffsetCommit", {
    prepare: openTransaction,
    body: async ({ session, broker, prepared: { topic } }) => {
      const group = session.name("group");
      const producer = await begun(session, topic);
      await addOffsets(broker, producer, group);
      return {
        ...claimOf(producer),
        groupId: group,
        topics: [{
          name: topic,
          partitions: [0, 9].map((partitionIndex) => ({
            partitionIndex,
            committedOffset: 4,
            committedMetadata: null,
          })),
        }],
      };
    },
  }),
  everyVersion("EndTxn", {
    prepare: openTransaction,
    body: async ({ session, prepared: { topic } }) => ({
      ...claimOf(await begun(session, topic)),
      committed: true,
    }),
  }),
  everyVersion("DescribeProducers", {
    prepare: openTransaction,
    body: ({ session, prepared: { topic } }) => ({
      topics: [
        { name: topic, partitionIndexes: [0, 9] },
        { name: session.name("none"), partitionIndexes: [0] },
      ],
    }),
  }),
  everyVersion("DescribeTransactions", {
    prepare: openTransaction,
    body: ({ session, prepared: { producer } }) => ({
      transactionalIds: [producer.transactionalId, session.name("none"), ""],
    }),
  }),
  everyVersion("ListTransactions", {
    prepare: openTransaction,
    body: ({ prepared: { producer } }) => ({
      stateFilters: ["Ongoing", "Nothing", "Empty"],
      producerIdFilters: [producer.producerId],
    }),
  }),
];
