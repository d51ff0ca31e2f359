// Behavior: brokers, controller, and topics with their leaders. A topic that is asked for by name
// and not there is made, if the client allows it; as with Apache Kafka, this first answer still
// says UNKNOWN_TOPIC_OR_PARTITION, and the client asks again. The last replica in sync stays it when
// it dies, but is not shown as such.
//
// Version notes: in 0 an empty list means all topics and dead replicas are left out, from 1 null
// means all; 4 lets clients forbid creation; 8 can ask for authorized operations; 10 adds topic ids,
// which can be asked for from 12.
import type { RequestBody, ResponseInput } from "../../protocol/mod.ts";
import { attempt, errorCode } from "../errors.ts";
import type { Partition } from "../topics/partition.ts";
import type { Access } from "../security/access.ts";
import type { Topic } from "../topics/topic.ts";
import { checkTopicName } from "../topics/topic_name.ts";
import { authorizedOperations, clusterOperations, UNKNOWN_OPERATIONS } from "./operations.ts";
import { handler, type RequestContext } from "./handler.ts";

type TopicAnswer = ResponseInput<"Metadata">["topics"][number];
type Asked = NonNullable<RequestBody<"Metadata">["topics"]>[number];

export const metadata = handler("Metadata", [0, 12], (context, body) => {
  const { cluster, version, access } = context;
  const topics = asksForAll(body, version)
    ? [...cluster.topics].filter(({ name }) => access.allows("topic", name))
      .map((topic) => describe(topic, context, body))
    : body.topics!.map((asked) => find(asked, context, body));
  return {
    throttleTimeMs: 0,
    brokers: cluster.brokers.map(({ id, host, port }) => ({ nodeId: id, host, port })),
    clusterId: cluster.clusterId,
    controllerId: cluster.controllerId,
    topics,
    clusterAuthorizedOperations: body.includeClusterAuthorizedOperations
      ? clusterOperations(access)
      : UNKNOWN_OPERATIONS,
    errorCode: 0,
  };
});

function asksForAll({ topics }: RequestBody<"Metadata">, version: number): boolean {
  return topics === null || (version === 0 && topics.length === 0);
}

function find(asked: Asked, context: RequestContext, body: RequestBody<"Metadata">): TopicAnswer {
  const { cluster: { topics }, access } = context;
  if (asked.name === null) {
    const topic = topics.byId(asked.topicId);
    if (topic !== undefined && access.allows("topic", topic.name)) {
      return describe(topic, context, body);
    }
    const error = topic === undefined ? "UNKNOWN_TOPIC_ID" : "TOPIC_AUTHORIZATION_FAILED";
    return { ...missing(null, errorCode(error)), topicId: asked.topicId };
  }
  if (!access.allows("topic", asked.name)) {
    return missing(asked.name, errorCode("TOPIC_AUTHORIZATION_FAILED"));
  }
  const topic = topics.get(asked.name);
  return topic === undefined ? create(asked.name, context, body) : describe(topic, context, body);
}

function create(
  name: string,
  context: RequestContext,
  body: RequestBody<"Metadata">,
): TopicAnswer {
  const { cluster, access } = context;
  if (body.allowAutoTopicCreation && !mayCreate(access, name)) {
    return missing(name, errorCode("TOPIC_AUTHORIZATION_FAILED"));
  }
  const checked = attempt(() => {
    checkTopicName(name);
    if (!body.allowAutoTopicCreation) return;
    cluster.createTopic(name, {
      partitions: 1,
      replicationFactor: cluster.defaultReplicationFactor,
    });
  });
  const code = checked.errorCode || errorCode("UNKNOWN_TOPIC_OR_PARTITION");
  return { ...missing(name, code), topicAuthorizedOperations: operations(name, context, body) };
}

function mayCreate(access: Access, topic: string): boolean {
  return access.allows("cluster", undefined, "create") || access.allows("topic", topic, "create");
}

function operations(
  topic: string,
  { access }: RequestContext,
  { includeTopicAuthorizedOperations }: RequestBody<"Metadata">,
): number {
  if (!includeTopicAuthorizedOperations) return UNKNOWN_OPERATIONS;
  return authorizedOperations(access, "topic", topic);
}

function missing(name: string | null, code: number): TopicAnswer {
  return { errorCode: code, name, topicId: "A".repeat(22), isInternal: false, partitions: [] };
}

function describe(
  topic: Topic,
  context: RequestContext,
  body: RequestBody<"Metadata">,
): TopicAnswer {
  return {
    errorCode: 0,
    name: topic.name,
    topicId: topic.id,
    isInternal: topic.isInternal,
    partitions: topic.partitions.map((partition) => describePartition(partition, context)),
    topicAuthorizedOperations: operations(topic.name, context, body),
  };
}

function describePartition(
  { index, leader, leaderEpoch, replicas, isr }: Partition,
  { cluster, version }: RequestContext,
): TopicAnswer["partitions"][number] {
  const offline = replicas.filter((id) => !cluster.isLive(id));
  const leavesOut = version === 0 && offline.length > 0;
  const error = leader < 0 ? "LEADER_NOT_AVAILABLE" : leavesOut ? "REPLICA_NOT_AVAILABLE" : "NONE";
  return {
    errorCode: errorCode(error),
    partitionIndex: index,
    leaderId: leader,
    leaderEpoch,
    replicaNodes: leavesOut ? replicas.filter(cluster.isLive) : replicas,
    isrNodes: isr.filter(cluster.isLive),
    offlineReplicas: offline,
  };
}
