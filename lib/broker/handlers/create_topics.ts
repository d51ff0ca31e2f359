// Behavior: makes topics, each for itself: one that can't be made does not hinder the others. −1
// stands for the broker's default (1 partition, 1 replica). With validateOnly nothing is made.
//
// Version notes: 5 answers with the topic's settings (never null: Java's client falls over it), 7
// with its id.
import type { RequestBody, ResponseInput } from "../../protocol/mod.ts";
import type { ClusterState } from "../cluster_state.ts";
import { attempt, errorCode, RequestError } from "../errors.ts";
import type { TopicToCreate } from "../topics/topics.ts";
import { effectiveConfigs } from "./describe_topic_configs.ts";
import { handler, type RequestContext } from "./handler.ts";

type Wanted = RequestBody<"CreateTopics">["topics"][number];
type Result = ResponseInput<"CreateTopics">["topics"][number];

const NO_ID = "A".repeat(22);
/** More in one request would keep the broker busy for too long. */
const MAX_PARTITIONS = 10_000;

export const createTopics = handler("CreateTopics", [2, 7], (context, body) => {
  const names = body.topics.map(({ name }) => name);
  if (partitionsIn(body) > MAX_PARTITIONS) return refuseAll(names);
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  const topics = body.topics.filter(({ name }, index) =>
    !twice.has(name) || names.indexOf(name) === index
  ).map((wanted) => create(context, wanted, { twice, validateOnly: body.validateOnly }));
  return { throttleTimeMs: 0, topics };
});

function partitionsIn({ topics }: RequestBody<"CreateTopics">): number {
  return topics.reduce((sum, { numPartitions }) => sum + Math.max(1, numPartitions), 0);
}

function refuseAll(names: readonly string[]) {
  const code = errorCode("POLICY_VIOLATION");
  const errorMessage = "Excessively large number of partitions per request.";
  const refused = { topicId: NO_ID, errorCode: code, errorMessage, configs: [] };
  return { throttleTimeMs: 0, topics: names.map((name) => ({ name, ...refused })) };
}

function create(
  { cluster, access, brokerId }: RequestContext,
  wanted: Wanted,
  { twice, validateOnly }: { twice: Set<string>; validateOnly: boolean },
): Result {
  const { name } = wanted;
  const made = attempt(() => {
    if (twice.has(name)) throw new RequestError("INVALID_REQUEST", "Duplicate topic name.");
    if (!access.allows("cluster")) access.demand("topic", name);
    const request = toCreate(cluster, wanted);
    cluster.topics.checkNew(request);
    if (validateOnly) return { request, topic: undefined };
    return { request, topic: cluster.topics.create(request) };
  });
  if (made.value === undefined) {
    const { errorCode, errorMessage } = made;
    return { name, topicId: NO_ID, errorCode, errorMessage, configs: [] };
  }
  const { request, topic } = made.value;
  const created = { name, topicId: topic?.id ?? NO_ID, errorCode: 0, errorMessage: null };
  if (!access.allows("topic", name, "describeConfigs")) {
    return {
      ...created,
      topicConfigErrorCode: errorCode("TOPIC_AUTHORIZATION_FAILED"),
      configs: [],
    };
  }
  return {
    ...created,
    numPartitions: request.assignments.length,
    replicationFactor: request.assignments[0]!.length,
    configs: effectiveConfigs(topic?.configs ?? new Map(asSet(request)), { cluster, brokerId }),
  };
}

function asSet({ configs }: TopicToCreate): [string, string][] {
  return configs.flatMap(([name, value]) => value === null ? [] : [[name, value]]);
}

function toCreate(cluster: ClusterState, wanted: Wanted): TopicToCreate {
  const configs = wanted.configs.map(({ name, value }) => [name, value] as const);
  return { name: wanted.name, configs, assignments: assignmentsOf(cluster, wanted) };
}

function assignmentsOf(cluster: ClusterState, wanted: Wanted): readonly (readonly number[])[] {
  if (wanted.assignments.length > 0) return manualAssignments(cluster, wanted);
  const partitions = wanted.numPartitions === -1 ? 1 : wanted.numPartitions;
  const replicationFactor = wanted.replicationFactor === -1
    ? cluster.defaultReplicationFactor
    : wanted.replicationFactor;
  if (replicationFactor <= 0) {
    throw new RequestError(
      "INVALID_REPLICATION_FACTOR",
      "Replication factor must be larger than 0, or -1 to use the default value.",
    );
  }
  if (partitions <= 0) {
    throw new RequestError(
      "INVALID_PARTITIONS",
      "Number of partitions was set to an invalid non-positive value.",
    );
  }
  return cluster.placeReplicas({ partitions, replicationFactor });
}

function manualAssignments(cluster: ClusterState, wanted: Wanted): number[][] {
  if (wanted.numPartitions !== -1 || wanted.replicationFactor !== -1) {
    throw new RequestError(
      "INVALID_REQUEST",
      "Partitions and replication factor must be -1 when the assignment is given.",
    );
  }
  const sorted = wanted.assignments.toSorted((a, b) => a.partitionIndex - b.partitionIndex);
  sorted.forEach(({ partitionIndex }, index) => {
    if (partitionIndex !== index) {
      refuse("Partitions should be a consecutive 0-based integer sequence.");
    }
  });
  const [first] = sorted;
  if (sorted.some(({ brokerIds }) => brokerIds.length !== first!.brokerIds.length)) {
    refuse("All partitions must have the same number of replicas.");
  }
  return sorted.map(({ brokerIds }) => [...cluster.checkReplicas(brokerIds)]);
}

function refuse(message: string): never {
  throw new RequestError("INVALID_REPLICA_ASSIGNMENT", message);
}
