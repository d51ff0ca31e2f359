import type {
  ListedGroup,
  LogDir,
  NewTopic,
  Setting,
  SettingSource,
  TopicPartition,
  TopicPartitionOffset,
} from "./port.ts";
import { topicsToCreate } from "./admin_topics.ts";
import { brokerError, demandSuccess } from "./wire/broker_error.ts";
import type { WireCluster } from "./wire/cluster.ts";

/** What settings belong to, by Kafka's numbers. */
export const RESOURCES = { topic: 2, broker: 4 } as const;

const UNKNOWN_TOPIC = 3;
const SOURCES: readonly SettingSource[] = [
  "unknown",
  "topic",
  "broker",
  "brokers",
  "file",
  "default",
  "logger",
  "client",
  "group",
];

/** All settings of a topic; a topic that isn't there is an error on old brokers too. */
export async function topicSettings(cluster: WireCluster, topic: string): Promise<Setting[]> {
  const answer = await cluster.askAny("DescribeConfigs", resource("topic", topic));
  return settingsIn(answer.results, { what: `Reading the settings of topic ${topic}`, topic });
}

/** All settings of a broker, who alone knows them. */
export async function brokerSettings(cluster: WireCluster, id: number): Promise<Setting[]> {
  const ids = await brokerIds(cluster);
  const what = `Reading the settings of broker ${id}`;
  if (!ids.includes(id)) {
    const detail = `there are ${ids.map((known) => `broker ${known}`).join(", ")}`;
    throw brokerError(BROKER_NOT_AVAILABLE, { what, detail });
  }
  const answer = await cluster.ask(id, "DescribeConfigs", resource("broker", String(id)));
  return settingsIn(answer.results, { what });
}

const BROKER_NOT_AVAILABLE = 8;

function resource(type: keyof typeof RESOURCES, name: string) {
  return {
    resources: [{ resourceType: RESOURCES[type], resourceName: name, configurationKeys: null }],
    includeSynonyms: false,
    includeDocumentation: false,
  };
}

interface AnsweredSettings {
  readonly errorCode: number;
  readonly errorMessage: string | null;
  readonly configs: readonly {
    readonly name: string;
    readonly value: string | null;
    readonly configSource: number;
    readonly readOnly: boolean;
    readonly isSensitive: boolean;
  }[];
}

function settingsIn(
  results: readonly AnsweredSettings[],
  place: { readonly what: string; readonly topic?: string },
): Setting[] {
  return results.flatMap(({ errorCode, errorMessage: detail, configs }) => {
    demandSuccess(errorCode, { ...place, detail });
    return configs.map(({ name, value, configSource, readOnly, isSensitive: sensitive }) => ({
      name,
      value,
      source: SOURCES[configSource] ?? "unknown",
      readOnly,
      sensitive,
    }));
  }).sort((a, b) => a.name < b.name ? -1 : 1);
}

/** Lets the controller judge topics without making them. */
export async function checkTopics(
  cluster: WireCluster,
  topics: readonly NewTopic[],
): Promise<void> {
  const answer = await cluster.askAny("CreateTopics", {
    topics: topicsToCreate(topics),
    timeoutMs: cluster.requestTimeoutMs,
    validateOnly: true,
  });
  for (const { name: topic, errorCode, errorMessage: detail } of answer.topics) {
    demandSuccess(errorCode, { what: `Checking topic ${topic}`, topic, detail });
  }
}

/** What lies on the disks of brokers, each of which knows its own. */
export async function describeLogDirs(
  cluster: WireCluster,
  brokers?: readonly number[],
): Promise<LogDir[]> {
  const asked = brokers ?? await brokerIds(cluster);
  const found = await Promise.all(asked.map((broker) => logDirsOf(cluster, broker)));
  return found.flat();
}

async function logDirsOf(cluster: WireCluster, broker: number): Promise<LogDir[]> {
  const answer = await cluster.ask(broker, "DescribeLogDirs", { topics: null });
  const what = `Log folders of broker ${broker}`;
  demandSuccess(answer.errorCode, { what });
  return answer.results.map((folder) => {
    demandSuccess(folder.errorCode, { what, detail: folder.logDir });
    const partitions = folder.topics.flatMap(({ name: topic, partitions }) =>
      partitions.filter(({ isFutureKey }) => !isFutureKey).map((copy) => ({
        topic,
        partition: copy.partitionIndex,
        sizeBytes: Number(copy.partitionSize),
        offsetLag: Number(copy.offsetLag),
      }))
    );
    return {
      broker,
      path: folder.logDir,
      totalBytes: told(folder.totalBytes),
      usableBytes: told(folder.usableBytes),
      partitions: partitions.sort((a, b) =>
        a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1
      ),
    };
  });
}

function told(bytes: number | bigint): number | undefined {
  return Number(bytes) < 0 ? undefined : Number(bytes);
}

/** All groups: each broker tells those it coordinates. */
export async function groupStates(cluster: WireCluster): Promise<ListedGroup[]> {
  const ids = await brokerIds(cluster);
  const found = await Promise.all(ids.map(async (id) => {
    const answer = await cluster.ask(id, "ListGroups", { statesFilter: [], typesFilter: [] });
    demandSuccess(answer.errorCode, { what: `Groups of broker ${id}` });
    return answer.groups.map(({ groupId, groupState: state, protocolType }) => ({
      groupId,
      state,
      protocolType,
    }));
  }));
  return found.flat().sort((a, b) => a.groupId < b.groupId ? -1 : 1);
}

/** All that a group has committed, of topics that are gone too. */
export async function allCommittedOffsets(
  cluster: WireCluster,
  groupId: string,
): Promise<TopicPartitionOffset[]> {
  const answer = await cluster.askCoordinator("group", groupId, "OffsetFetch", {
    groupId,
    topics: null,
    requireStable: true,
  });
  const what = `Committed offsets of group ${groupId}`;
  if (answer.errorCode !== 0) cluster.forgetCoordinator("group", groupId);
  demandSuccess(answer.errorCode, { what });
  return answer.topics.flatMap(({ name: topic, partitions }) =>
    partitions.flatMap(({ partitionIndex: partition, errorCode, committedOffset }) => {
      if (errorCode === UNKNOWN_TOPIC) return [];
      demandSuccess(errorCode, { what, topic, partition });
      return committedOffset < 0 ? [] : [{ topic, partition, offset: BigInt(committedOffset) }];
    })
  );
}

/** Makes a group's coordinator forget offsets; none of those that it refuses is forgotten. */
export async function deleteOffsets(
  cluster: WireCluster,
  groupId: string,
  places: readonly TopicPartition[],
): Promise<void> {
  const topics = [...Map.groupBy(places, ({ topic }) => topic)].map(([name, partitions]) => ({
    name,
    partitions: partitions.map(({ partition }) => ({ partitionIndex: partition })),
  }));
  const answer = await cluster.askCoordinator("group", groupId, "OffsetDelete", {
    groupId,
    topics,
  });
  const what = `Forgetting offsets of group ${groupId}`;
  if (answer.errorCode !== 0) cluster.forgetCoordinator("group", groupId);
  demandSuccess(answer.errorCode, { what });
  for (const { name: topic, partitions } of answer.topics) {
    for (const { partitionIndex: partition, errorCode } of partitions) {
      demandSuccess(errorCode, { what: `${what} for ${topic}/${partition}`, topic, partition });
    }
  }
}

async function brokerIds(cluster: WireCluster): Promise<number[]> {
  const { brokers } = await cluster.askAny("Metadata", {
    topics: [],
    allowAutoTopicCreation: false,
  });
  return brokers.map(({ nodeId }) => nodeId).sort((a, b) => a - b);
}
