import type { NewTopic, PartitionDescription } from "./port.ts";
import { demandSuccess } from "./wire/broker_error.ts";
import type { WireCluster } from "./wire/cluster.ts";

const TOPIC_ALREADY_EXISTS = 36;
const TOPIC_RESOURCE = 2;
const SET = 0;
const DELETE = 1;
const LEADERS_TIMEOUT_MS = 10_000;

/** Makes the topics that don't exist yet and waits until their partitions have leaders. */
export async function createOrKeepTopics(
  cluster: WireCluster,
  topics: readonly NewTopic[],
): Promise<string[]> {
  if (topics.length === 0) return [];
  const answer = await cluster.askAny("CreateTopics", {
    topics: topicsToCreate(topics),
    timeoutMs: cluster.requestTimeoutMs,
  });
  const made: string[] = [];
  for (const { name: topic, errorCode, errorMessage: detail } of answer.topics) {
    if (errorCode === TOPIC_ALREADY_EXISTS) continue;
    demandSuccess(errorCode, { what: `Creating topic ${topic}`, topic, detail });
    made.push(topic);
  }
  for (const topic of made) {
    cluster.forget(topic);
    await cluster.retrying(async () => {
      for (const partition of (await cluster.partitions(topic)).keys()) {
        await cluster.leader(topic, partition);
      }
    }, { timeoutMs: LEADERS_TIMEOUT_MS });
  }
  return made;
}

/** Deletes topics; those that can't be are told after the others are gone. */
export async function deleteTopics(
  cluster: WireCluster,
  names: readonly string[],
): Promise<void> {
  const answer = await cluster.askAny("DeleteTopics", {
    topics: names.map((name) => ({ name })),
    topicNames: [...names],
    timeoutMs: cluster.requestTimeoutMs,
  });
  for (const name of names) cluster.forget(name);
  for (const { name, errorCode, errorMessage: detail } of answer.responses) {
    const topic = name ?? "";
    demandSuccess(errorCode, { what: `Deleting topic ${topic}`, topic, detail });
  }
}

/** Gives a topic more partitions: so many in all. */
export async function createPartitions(
  cluster: WireCluster,
  topic: string,
  count: number,
): Promise<void> {
  const answer = await cluster.askAny("CreatePartitions", {
    topics: [{ name: topic, count, assignments: null }],
    timeoutMs: cluster.requestTimeoutMs,
    validateOnly: false,
  });
  cluster.forget(topic);
  for (const { errorCode, errorMessage: detail } of answer.results) {
    demandSuccess(errorCode, { what: `Giving topic ${topic} ${count} partitions`, topic, detail });
  }
}

/** Topics as CreateTopics names them. */
export function topicsToCreate(topics: readonly NewTopic[]) {
  return topics.map(({ name, partitions, replicationFactor = 1, replicas, config = {} }) => ({
    name,
    numPartitions: replicas === undefined ? partitions : -1,
    replicationFactor: replicas === undefined ? replicationFactor : -1,
    assignments: (replicas ?? []).map((ids, partitionIndex) => ({
      partitionIndex,
      brokerIds: [...ids],
    })),
    configs: Object.entries(config).map(([key, value]) => ({ name: key, value })),
  }));
}

/** The partitions of a topic with their replicas, asked afresh. */
export async function describePartitions(
  cluster: WireCluster,
  topic: string,
): Promise<PartitionDescription[]> {
  const answer = await cluster.askAny("Metadata", {
    topics: [{ name: topic }],
    allowAutoTopicCreation: false,
  });
  const found = answer.topics.find(({ name }) => name === topic);
  demandSuccess(found?.errorCode ?? 3, { what: `Describing topic ${topic}`, topic });
  return found!.partitions.map((partition) => ({
    partition: partition.partitionIndex,
    leader: partition.leaderId,
    replicas: partition.replicaNodes,
    inSyncReplicas: partition.isrNodes,
  })).sort((a, b) => a.partition - b.partition);
}

/** Sets some settings of a topic, null to the default again, and leaves the others as they are. */
export async function setTopicConfig(
  cluster: WireCluster,
  topic: string,
  config: Readonly<Record<string, string | null>>,
): Promise<void> {
  const answer = await cluster.askAny("IncrementalAlterConfigs", {
    resources: [{
      resourceType: TOPIC_RESOURCE,
      resourceName: topic,
      configs: Object.entries(config).map(([name, value]) => ({
        name,
        value,
        configOperation: value === null ? DELETE : SET,
      })),
    }],
    validateOnly: false,
  });
  for (const { errorCode, errorMessage: detail } of answer.responses) {
    demandSuccess(errorCode, { what: `Changing the settings of topic ${topic}`, topic, detail });
  }
}
