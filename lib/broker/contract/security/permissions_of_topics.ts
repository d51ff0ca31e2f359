import type { Note } from "../notebook.ts";
import type { RawConnection } from "../raw_connection.ts";
import { errorName } from "../session.ts";
import type { SecureScenario, SecureSession } from "./secure_session.ts";
import { askWith, CLUSTER } from "./steps.ts";

/** Which topics may be seen, made, changed and deleted, with rules and without. */
export const PERMISSIONS_OF_TOPICS: readonly SecureScenario[] = [
  { name: "permission to see topics", run: seeing },
  { name: "permission to make and delete topics", run: making },
  { name: "permission to change topics", run: changing },
];

const TOPIC = 2;
const BROKER = 4;
const BROKER_LOGGER = 8;

async function metadata(
  broker: RawConnection,
  names: readonly string[] | null,
  options: { version?: number; create?: boolean } = {},
): Promise<Note> {
  const { version = 8, create = false } = options;
  const { topics, clusterAuthorizedOperations } = await broker.call("Metadata", version, {
    topics: names === null ? null : names.map((name) => ({ name })),
    allowAutoTopicCreation: create,
    includeClusterAuthorizedOperations: true,
    includeTopicAuthorizedOperations: true,
  });
  return {
    topics: topics.map((topic) =>
      [
        topic.name,
        errorName(topic.errorCode),
        topic.partitions.length,
        topic.topicAuthorizedOperations,
      ].join(" ")
    ).sort(),
    cluster: clusterAuthorizedOperations,
  };
}

async function seeing(session: SecureSession): Promise<void> {
  const topic = await session.topic();
  const unknown = session.name("unknown");
  await askWith(session, "Metadata", {
    grants: [
      ["topic", topic, "create"],
      ["topic", topic, "describe"],
      ["topic", topic, "alterConfigs"],
      ["cluster", CLUSTER, "describe"],
      ["topic", topic, "all"],
      ["cluster", CLUSTER, "all"],
    ],
    ask: async (broker) => [
      await metadata(broker, [topic, unknown]),
      await metadata(broker, null),
    ],
  });
  await askWith(session, "Metadata of what is not there", {
    grants: [["topic", unknown, "describe"], ["topic", unknown, "create"]],
    ask: (broker) => metadata(broker, [unknown], { create: true }),
  });
  session.removeAfter(unknown);
  const another = session.name("another");
  await askWith(session, "Metadata that makes", {
    grants: [["topic", another, "describe"], ["cluster", CLUSTER, "create"]],
    ask: (broker) => metadata(broker, [another], { create: true }),
  });
  session.removeAfter(another);
  await askWith(session, "DescribeCluster", {
    grants: [["cluster", CLUSTER, "describe"], ["cluster", CLUSTER, "alter"]],
    ask: async (broker) => {
      const answer = await broker.call("DescribeCluster", 0, {
        includeClusterAuthorizedOperations: true,
      });
      const { errorCode, brokers, clusterAuthorizedOperations } = answer;
      return [errorName(errorCode), brokers.length, clusterAuthorizedOperations];
    },
  });
}

async function making(session: SecureSession): Promise<void> {
  const names = [session.name("one"), session.name("two")] as const;
  await askWith(session, "CreateTopics", {
    grants: [
      ["topic", names[0], "create"],
      ["topic", names[0], "describeConfigs"],
      ["cluster", CLUSTER, "create"],
    ],
    ask: async (broker) => {
      const { topics } = await broker.call("CreateTopics", 7, {
        topics: names.map((name) => ({
          name,
          numPartitions: 1,
          replicationFactor: 1,
          assignments: [],
          configs: [],
        })),
        timeoutMs: 5000,
        validateOnly: true,
      });
      return topics.map((topic) =>
        [
          topic.name,
          errorName(topic.errorCode),
          errorName(topic.topicConfigErrorCode),
          topic.numPartitions,
          topic.replicationFactor,
          (topic.configs?.length ?? 0) > 0,
        ].join(" ")
      ).sort();
    },
  });
  const [described, hidden] = [await session.topic(), await session.topic()];
  const unknown = session.name("unknown");
  await askWith(session, "DeleteTopics by name", {
    grants: [["topic", described, "describe"]],
    ask: async (broker) => {
      const { responses } = await broker.call("DeleteTopics", 5, {
        topicNames: [described, hidden, unknown],
        timeoutMs: 5000,
      });
      return responses.map(({ name, errorCode }) => `${name} ${errorName(errorCode)}`).sort();
    },
  });
  const admin = await session.broker();
  const { topics } = await admin.call("Metadata", 12, {
    topics: [{ name: described }, { name: hidden }],
  });
  await askWith(session, "DeleteTopics by id", {
    grants: [["topic", described, "describe"], ["topic", unknown, "delete"]],
    ask: async (broker) => {
      const { responses } = await broker.call("DeleteTopics", 6, {
        topics: [
          ...topics.map(({ topicId }) => ({ name: null, topicId })),
          { name: unknown, topicId: "A".repeat(22) },
        ],
        topicNames: [],
        timeoutMs: 5000,
      });
      return responses.map(({ name, errorCode }) => `${name} ${errorName(errorCode)}`).sort();
    },
  });
  await askWith(session, "Metadata by id", {
    grants: [["topic", described, "describe"]],
    ask: async (broker) => {
      const answer = await broker.call("Metadata", 12, {
        topics: topics.map(({ topicId }) => ({ name: null, topicId })),
        allowAutoTopicCreation: false,
      });
      return answer.topics.map(({ name, errorCode }) => `${name} ${errorName(errorCode)}`).sort();
    },
  });
  await askWith(session, "DeleteTopics with all there is", {
    grants: [["topic", described, "delete"]],
    ask: async (broker) => {
      const { responses } = await broker.call("DeleteTopics", 5, {
        topicNames: [described],
        timeoutMs: 5000,
      });
      return responses.map(({ errorCode }) => errorName(errorCode));
    },
  });
}

async function changing(session: SecureSession): Promise<void> {
  const topic = await session.topic();
  const unknown = session.name("unknown");
  await askWith(session, "CreatePartitions", {
    grants: [["topic", topic, "write"], ["topic", topic, "alter"]],
    ask: async (broker) => {
      const { results } = await broker.call("CreatePartitions", 3, {
        topics: [topic, unknown].map((name) => ({ name, count: 2, assignments: null })),
        timeoutMs: 5000,
        validateOnly: true,
      });
      return results.map(({ name, errorCode }) => `${name} ${errorName(errorCode)}`).sort();
    },
  });
  const resources = [[TOPIC, topic], [TOPIC, unknown], [BROKER, "0"]] as const;
  const loggers = [BROKER_LOGGER, "0"] as const;
  await askWith(session, "DescribeConfigs", {
    grants: [
      ["topic", topic, "describe"],
      ["topic", topic, "describeConfigs"],
      ["cluster", CLUSTER, "alterConfigs"],
    ],
    ask: async (broker) => {
      const { results } = await broker.call("DescribeConfigs", 4, {
        resources: [...resources, loggers].map(([resourceType, resourceName]) => ({
          resourceType,
          resourceName,
          configurationKeys: ["segment.ms", "num.partitions"],
        })),
      });
      return results.map(({ resourceType, resourceName, errorCode, configs }) =>
        `${resourceType} ${resourceName} ${errorName(errorCode)} ${configs.length}`
      ).sort();
    },
  });
  await askWith(session, "AlterConfigs", {
    grants: [["topic", topic, "alter"], ["topic", topic, "alterConfigs"]],
    ask: async (broker) => {
      const { responses } = await broker.call("AlterConfigs", 2, {
        resources: [topic, unknown].map((resourceName) => ({
          resourceType: TOPIC,
          resourceName,
          configs: [],
        })),
        validateOnly: true,
      });
      return responses.map(({ resourceName, errorCode }) =>
        `${resourceName} ${errorName(errorCode)}`
      ).sort();
    },
  });
  await askWith(session, "IncrementalAlterConfigs", {
    grants: [["topic", topic, "describeConfigs"], ["topic", topic, "alterConfigs"]],
    ask: async (broker) => {
      const { responses } = await broker.call("IncrementalAlterConfigs", 1, {
        resources: resources.map(([resourceType, resourceName]) => ({
          resourceType,
          resourceName,
          configs: [],
        })),
        validateOnly: true,
      });
      return responses.map(({ resourceName, errorCode }) =>
        `${resourceName} ${errorName(errorCode)}`
      ).sort();
    },
  });
}
