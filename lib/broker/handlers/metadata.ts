// Behavior: brokers, controller, and topics with their leaders. A topic that is asked for by name
// and not there is made, if the client allows it; as with Apache Kafka, this first answer still
// says UNKNOWN_TOPIC_OR_PARTITION, and the client asks again.
//
// Version notes: in 0 an empty list means all topics, from 1 null does; 4 lets clients forbid
// creation; 8 can ask for authorized operations; 10 adds topic ids, which can be asked for from 12.
import type { RequestBody, ResponseInput } from "../../protocol/mod.ts";
import { attempt, errorCode } from "../errors.ts";
import type { Topic } from "../topics/topic.ts";
import { checkTopicName } from "../topics/topic_name.ts";
import { CLUSTER_OPERATIONS, TOPIC_OPERATIONS, UNKNOWN_OPERATIONS } from "./operations.ts";
import { handler, type RequestContext } from "./handler.ts";

type TopicAnswer = ResponseInput<"Metadata">["topics"][number];
type Asked = NonNullable<RequestBody<"Metadata">["topics"]>[number];

export const metadata = handler("Metadata", [0, 12], (context, body) => {
  const { cluster, version } = context;
  const topics = asksForAll(body, version)
    ? [...cluster.topics].map((topic) => describe(topic, body))
    : body.topics!.map((asked) => find(asked, context, body));
  return {
    throttleTimeMs: 0,
    brokers: cluster.brokers.map(({ id, host, port }) => ({ nodeId: id, host, port })),
    clusterId: cluster.clusterId,
    controllerId: cluster.brokers[0]?.id ?? -1,
    topics,
    clusterAuthorizedOperations: body.includeClusterAuthorizedOperations
      ? CLUSTER_OPERATIONS
      : UNKNOWN_OPERATIONS,
    errorCode: 0,
  };
});

function asksForAll({ topics }: RequestBody<"Metadata">, version: number): boolean {
  return topics === null || (version === 0 && topics.length === 0);
}

function find(asked: Asked, context: RequestContext, body: RequestBody<"Metadata">): TopicAnswer {
  const { topics } = context.cluster;
  if (asked.name === null) {
    const topic = topics.byId(asked.topicId);
    return topic === undefined
      ? { ...missing(null, errorCode("UNKNOWN_TOPIC_ID")), topicId: asked.topicId }
      : describe(topic, body);
  }
  const topic = topics.get(asked.name);
  return topic === undefined ? create(asked.name, context, body) : describe(topic, body);
}

function create(
  name: string,
  { cluster }: RequestContext,
  body: RequestBody<"Metadata">,
): TopicAnswer {
  const checked = attempt(() => {
    checkTopicName(name);
    if (!body.allowAutoTopicCreation) return;
    cluster.createTopic(name, { partitions: 1, replicationFactor: 1 });
  });
  return missing(name, checked.errorCode || errorCode("UNKNOWN_TOPIC_OR_PARTITION"));
}

function missing(name: string | null, code: number): TopicAnswer {
  return { errorCode: code, name, topicId: "A".repeat(22), isInternal: false, partitions: [] };
}

function describe(topic: Topic, body: RequestBody<"Metadata">): TopicAnswer {
  return {
    errorCode: 0,
    name: topic.name,
    topicId: topic.id,
    isInternal: topic.isInternal,
    partitions: topic.partitions.map(({ index, leader, leaderEpoch, replicas, isr }) => ({
      errorCode: leader < 0 ? errorCode("LEADER_NOT_AVAILABLE") : 0,
      partitionIndex: index,
      leaderId: leader,
      leaderEpoch,
      replicaNodes: replicas,
      isrNodes: isr,
      offlineReplicas: [],
    })),
    topicAuthorizedOperations: body.includeTopicAuthorizedOperations
      ? TOPIC_OPERATIONS
      : UNKNOWN_OPERATIONS,
  };
}
