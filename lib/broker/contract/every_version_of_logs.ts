import { everyVersion } from "./every_version.ts";
import { batchOf, fetchBody, produce } from "./requests.ts";
import type { Scenario, Session } from "./session.ts";

const ZERO_ID = "A".repeat(22);
const TIMEOUT = { timeoutMs: 10_000 };

async function topicOfThree(session: Session): Promise<string> {
  const topic = await session.topic();
  await produce(await session.broker(), batchOf(["a", "b", "c"]), { topic });
  return topic;
}

/** What brokers are asked about topics and logs, in every version. */
export const EVERY_VERSION_OF_LOGS: readonly Scenario[] = [
  everyVersion("Metadata", {
    prepare: (session) => session.topic({ partitions: 2 }),
    body: ({ prepared, version }) => ({
      topics: [{ name: prepared }],
      allowAutoTopicCreation: version < 4,
      includeClusterAuthorizedOperations: true,
      includeTopicAuthorizedOperations: true,
    }),
  }),
  everyVersion("DescribeCluster", {
    prepare: () => Promise.resolve(),
    body: () => ({ includeClusterAuthorizedOperations: true, endpointType: 1 }),
  }),
  everyVersion("CreateTopics", {
    prepare: () => Promise.resolve(),
    body: ({ session }) => ({
      topics: [
        {
          name: session.name("checked"),
          numPartitions: 3,
          replicationFactor: 1,
          assignments: [],
          configs: [{ name: "retention.ms", value: "60000" }],
        },
        {
          name: "not a name",
          numPartitions: 1,
          replicationFactor: 1,
          assignments: [],
          configs: [],
        },
      ],
      ...TIMEOUT,
      validateOnly: true,
    }),
    see: ({ topics, ...rest }) => ({
      ...rest,
      topics: topics.map(({ configs, ...topic }) => ({
        ...topic,
        configs: configs?.filter(({ name }) => name === "retention.ms") ?? null,
      })),
    }),
  }),
  everyVersion("DeleteTopics", {
    prepare: () => Promise.resolve(),
    body: async ({ session, version }) => {
      const names = [await session.topic(), session.name("none")];
      const topics = names.map((name) => ({ name, topicId: ZERO_ID }));
      return {
        ...TIMEOUT,
        topicNames: version < 6 ? names : [],
        topics: version < 6 ? [] : topics,
      };
    },
    see: ({ responses, ...rest }) => ({
      ...rest,
      responses: responses.toSorted((a, b) => a.errorCode - b.errorCode),
    }),
  }),
  everyVersion("CreatePartitions", {
    prepare: (session) => session.topic(),
    body: ({ session, prepared }) => ({
      topics: [
        { name: prepared, count: 2, assignments: null },
        { name: session.name("none"), count: 2, assignments: null },
      ],
      ...TIMEOUT,
      validateOnly: true,
    }),
    see: ({ results, ...rest }) => ({
      ...rest,
      results: results.toSorted((a, b) => a.errorCode - b.errorCode),
    }),
  }),
  everyVersion("DeleteRecords", {
    prepare: topicOfThree,
    body: ({ session, prepared, version }) => ({
      topics: [prepared, session.name("none")].map((name) => ({
        name,
        partitions: [{ partitionIndex: 0, offset: version + 1 }],
      })),
      ...TIMEOUT,
    }),
    see: ({ topics, ...rest }) => ({
      ...rest,
      topics: topics.toSorted((a, b) => a.name < b.name ? -1 : 1),
    }),
  }),
  everyVersion("ListOffsets", {
    prepare: topicOfThree,
    body: ({ prepared }) => ({
      replicaId: -1,
      isolationLevel: 0,
      topics: [{
        name: prepared,
        partitions: [0, 9].map((partitionIndex) => ({
          partitionIndex,
          currentLeaderEpoch: -1,
          timestamp: -1,
        })),
      }],
      ...TIMEOUT,
    }),
  }),
  everyVersion("OffsetForLeaderEpoch", {
    prepare: topicOfThree,
    body: ({ prepared }) => ({
      replicaId: -1,
      topics: [{
        topic: prepared,
        partitions: [
          { partition: 0, currentLeaderEpoch: -1, leaderEpoch: 0 },
          { partition: 9, currentLeaderEpoch: -1, leaderEpoch: 0 },
        ],
      }],
    }),
  }),
  everyVersion("Produce", {
    prepare: (session) => session.topic(),
    body: ({ prepared }) => ({
      transactionalId: null,
      acks: -1,
      ...TIMEOUT,
      topicData: [{
        name: prepared,
        partitionData: [0, 9].map((index) => ({ index, records: batchOf(["a"]) })),
      }],
    }),
  }),
  everyVersion("Fetch", {
    prepare: topicOfThree,
    body: ({ prepared }) => fetchBody({ topic: prepared, offset: 0 }),
  }),
];
