import { batchOf } from "../requests.ts";
import { settled } from "../session.ts";
import type { SecureScenario, SecureSession } from "./secure_session.ts";
import { askWith, CLUSTER, errors } from "./steps.ts";

/** What records may be written, read and asked about, with rules and without. */
export const PERMISSIONS_OF_RECORDS: readonly SecureScenario[] = [
  { name: "permission to write and read records", run: records },
  { name: "permission to ask about records", run: questions },
];

async function records(session: SecureSession): Promise<void> {
  const topic = await session.topic();
  const unknown = session.name("unknown");
  await askWith(session, "Produce", {
    grants: [["topic", topic, "describe"], ["topic", topic, "write"]],
    ask: async (broker) => {
      const { responses } = await broker.call("Produce", 8, {
        transactionalId: null,
        acks: -1,
        timeoutMs: 5000,
        topicData: [topic, unknown].map((name) => ({
          name,
          partitionData: [{ index: 0, records: batchOf(["a"]) }],
        })),
      });
      return responses.map(({ name, partitionResponses: [one] }) =>
        `${name} ${errors([one!.errorCode])}`
      ).sort();
    },
  });
  await askWith(session, "InitProducerId", {
    grants: [["topic", "anything", "write"]],
    ask: async (broker) => {
      const answer = await settled(
        () =>
          broker.call("InitProducerId", 4, {
            transactionalId: null,
            transactionTimeoutMs: 1000,
            producerId: -1,
            producerEpoch: -1,
          }),
        ({ errorCode }) => errorCode,
      );
      return [...errors([answer.errorCode]), answer.producerId >= 0];
    },
  });
  await askWith(session, "InitProducerId, the cluster's way", {
    grants: [["topic", "*", "write", { permission: "deny" }], [
      "cluster",
      CLUSTER,
      "idempotentWrite",
    ]],
    ask: async (broker) => {
      const answer = await broker.call("InitProducerId", 2, {
        transactionalId: null,
        transactionTimeoutMs: 1000,
      });
      return errors([answer.errorCode]);
    },
  });
  await askWith(session, "Fetch", {
    grants: [["topic", topic, "describe"], ["topic", topic, "read"]],
    ask: async (broker) => {
      const { errorCode, responses } = await broker.call("Fetch", 11, {
        maxWaitMs: 0,
        minBytes: 0,
        maxBytes: 1000,
        isolationLevel: 0,
        topics: [topic, unknown].map((topic) => ({
          topic,
          partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1000 }],
        })),
      });
      const answers = responses.flatMap(({ topic, partitions }) =>
        partitions.map((one) =>
          `${topic} ${errors([one.errorCode])} ${one.highWatermark} ${one.records?.length ?? 0}` +
          ` ${one.abortedTransactions?.length ?? "no list"}`
        )
      );
      return [...errors([errorCode]), ...answers.sort()];
    },
  });
}

async function questions(session: SecureSession): Promise<void> {
  const topic = await session.topic();
  const unknown = session.name("unknown");
  await askWith(session, "ListOffsets", {
    grants: [["topic", topic, "alterConfigs"], ["topic", topic, "describe"]],
    ask: async (broker) => {
      const { topics } = await broker.call("ListOffsets", 5, {
        replicaId: -1,
        topics: [topic, unknown].map((name) => ({
          name,
          partitions: [{ partitionIndex: 0, timestamp: -1 }],
        })),
      });
      return topics.map(({ name, partitions: [one] }) =>
        `${name} ${errors([one!.errorCode])} ${one!.offset}`
      ).sort();
    },
  });
  await askWith(session, "OffsetForLeaderEpoch", {
    grants: [["topic", topic, "describe"]],
    ask: async (broker) => {
      const { topics } = await broker.call("OffsetForLeaderEpoch", 4, {
        replicaId: -1,
        topics: [{ topic, partitions: [{ partition: 0, leaderEpoch: 0 }] }],
      });
      return errors(topics.map(({ partitions }) => partitions[0]!.errorCode));
    },
  });
  await askWith(session, "DeleteRecords", {
    grants: [["topic", topic, "write"], ["topic", topic, "delete"]],
    ask: async (broker) => {
      const { topics } = await broker.call("DeleteRecords", 2, {
        topics: [topic, unknown].map((name) => ({
          name,
          partitions: [{ partitionIndex: 0, offset: 0 }],
        })),
        timeoutMs: 5000,
      });
      return topics.map(({ name, partitions: [one] }) =>
        `${name} ${errors([one!.errorCode])} ${one!.lowWatermark}`
      ).sort();
    },
  });
  await askWith(session, "DescribeProducers", {
    grants: [["topic", topic, "describe"], ["topic", topic, "read"]],
    ask: async (broker) => {
      const { topics } = await broker.call("DescribeProducers", 0, {
        topics: [topic, unknown].map((name) => ({ name, partitionIndexes: [0] })),
      });
      return topics.map(({ name, partitions: [one] }) => `${name} ${errors([one!.errorCode])}`)
        .sort();
    },
  });
}
