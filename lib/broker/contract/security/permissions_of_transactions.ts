import type { Note } from "../notebook.ts";
import type { RawConnection } from "../raw_connection.ts";
import { batchOf } from "../requests.ts";
import { errorName, settled } from "../session.ts";
import { initTransactions, type Producer } from "../transaction_requests.ts";
import type { SecureScenario, SecureSession } from "./secure_session.ts";
import { askWith } from "./steps.ts";

/** What may be done in transactions, with rules and without. */
export const PERMISSIONS_OF_TRANSACTIONS: readonly SecureScenario[] = [
  { name: "permission to run transactions", run: running },
  { name: "permission to write in transactions", run: writing },
  { name: "permission to see transactions", run: seeing },
];

async function running(session: SecureSession): Promise<void> {
  const id = session.name("id");
  await askWith(session, "FindCoordinator", {
    grants: [["transactionalId", id, "describe"]],
    ask: async (broker) => {
      const { coordinators } = await settled(
        () => broker.call("FindCoordinator", 4, { keyType: 1, coordinatorKeys: [id] }),
        ({ coordinators }) => coordinators[0]!.errorCode,
      );
      return coordinators.map(({ nodeId, errorCode }) => `${nodeId} ${errorName(errorCode)}`);
    },
  });
  await askWith(session, "InitProducerId", {
    grants: [["transactionalId", id, "describe"], ["transactionalId", id, "write"]],
    ask: async (broker) => (await initTransactions(broker, id)).error,
  });
  const producer = await initTransactions(await session.broker(), id);
  const { producerId, producerEpoch } = producer;
  await askWith(session, "EndTxn", {
    grants: [["transactionalId", id, "describe"], ["transactionalId", id, "write"]],
    ask: async (broker) => {
      const { errorCode } = await broker.call("EndTxn", 3, {
        transactionalId: id,
        producerId,
        producerEpoch,
        committed: true,
      });
      return errorName(errorCode);
    },
  });
}

async function writing(session: SecureSession): Promise<void> {
  const [topic, hidden] = [await session.topic(), await session.topic()];
  const id = session.name("id");
  const group = session.name("group");
  const producer = await initTransactions(await session.broker(), id);
  await askWith(session, "AddPartitionsToTxn", {
    grants: [
      ["topic", topic, "write"],
      ["transactionalId", id, "write"],
      ["topic", hidden, "write"],
    ],
    ask: async (broker) => await addTopics(broker, producer, [topic, hidden]),
  });
  await askWith(session, "AddOffsetsToTxn", {
    grants: [["group", group, "read"], ["transactionalId", id, "write"]],
    ask: async (broker) => {
      const answer = await broker.call("AddOffsetsToTxn", 3, { ...producer, groupId: group });
      return errorName(answer.errorCode);
    },
  });
  await askWith(session, "TxnOffsetCommit", {
    grants: [
      ["transactionalId", id, "write"],
      ["group", group, "read"],
      ["topic", topic, "read"],
    ],
    ask: async (broker) => {
      const { topics } = await settled(
        () =>
          broker.call("TxnOffsetCommit", 2, {
            ...producer,
            groupId: group,
            topics: [topic, hidden].map((name) => ({
              name,
              partitions: [{ partitionIndex: 0, committedOffset: 0, committedMetadata: null }],
            })),
          }),
        // Those that may not be committed come first, and no coordinator is asked about them.
        ({ topics }) => topics.find(({ name }) => name === topic)!.partitions[0]!.errorCode,
      );
      return topics.map(({ name, partitions: [one] }) => `${name} ${errorName(one!.errorCode)}`)
        .sort();
    },
  });
  await askWith(session, "Produce", {
    grants: [["topic", topic, "write"], ["transactionalId", id, "write"]],
    ask: async (broker) => {
      const records = batchOf(["a"], { ...producer, baseSequence: 0, transactional: true });
      const { responses } = await broker.call("Produce", 8, {
        transactionalId: id,
        acks: -1,
        timeoutMs: 5000,
        topicData: [{ name: topic, partitionData: [{ index: 0, records }] }],
      });
      return responses.map(({ partitionResponses: [one] }) => errorName(one!.errorCode));
    },
  });
}

async function addTopics(
  broker: RawConnection,
  producer: Producer,
  topics: readonly string[],
): Promise<Note> {
  const { resultsByTopicV3AndBelow } = await settled(
    () =>
      broker.call("AddPartitionsToTxn", 3, {
        v3AndBelowTransactionalId: producer.transactionalId,
        v3AndBelowProducerId: producer.producerId,
        v3AndBelowProducerEpoch: producer.producerEpoch,
        v3AndBelowTopics: topics.map((name) => ({ name, partitions: [0] })),
      }),
    (answer) => answer.resultsByTopicV3AndBelow[0]!.resultsByPartition[0]!.partitionErrorCode,
  );
  return resultsByTopicV3AndBelow.map(({ name, resultsByPartition: [one] }) =>
    `${name} ${errorName(one!.partitionErrorCode)}`
  ).sort();
}

async function seeing(session: SecureSession): Promise<void> {
  const [topic, hidden] = [await session.topic(), await session.topic()];
  const id = session.name("id");
  const other = session.name("other");
  const admin = await session.broker();
  const producer = await initTransactions(admin, id);
  await initTransactions(admin, other);
  await addTopics(admin, producer, [topic, hidden]);
  await askWith(session, "DescribeTransactions", {
    grants: [["transactionalId", id, "describe"], ["topic", topic, "describe"]],
    ask: async (broker) => {
      const { transactionStates } = await broker.call("DescribeTransactions", 0, {
        transactionalIds: [id, other],
      });
      return transactionStates.map((one) =>
        [
          one.transactionalId,
          errorName(one.errorCode),
          one.transactionState,
          ...one.topics.map((each) => each.topic),
        ].join(" ")
      ).sort();
    },
  });
  await askWith(session, "ListTransactions", {
    grants: [["transactionalId", id, "describe"]],
    ask: async (broker) => {
      const { errorCode, transactionStates } = await settled(
        () =>
          broker.call("ListTransactions", 1, {
            stateFilters: [],
            producerIdFilters: [],
            durationFilter: -1,
          }),
        ({ errorCode }) => errorCode,
      );
      const ids = transactionStates.map(({ transactionalId }) => transactionalId);
      return [errorName(errorCode), ...ids.filter((one) => [id, other].includes(one)).sort()];
    },
  });
}
