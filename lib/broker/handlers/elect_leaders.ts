// Behavior: elects the preferred leader, which is the first replica, of each partition, or, where
// none leads, one that may lack records. A list of null means all partitions; those that need no
// election are then left out of the answer.
//
// Version notes: 0 knows preferred leaders only, 1 adds unclean elections.
import type { RequestBody } from "../../protocol/mod.ts";
import type { ClusterState } from "../cluster_state.ts";
import { attempt, errorCode, errorNameOf, RequestError } from "../errors.ts";
import type { ElectionType } from "../replication/leadership.ts";
import { handler, type RequestContext } from "./handler.ts";

const TYPES: readonly ElectionType[] = ["preferred", "unclean"];

export const electLeaders = handler("ElectLeaders", [0, 2], (context, body) => {
  try {
    context.access.demand("cluster");
    return { throttleTimeMs: 0, errorCode: 0, replicaElectionResults: elect(context, body) };
  } catch (error) {
    const code = errorCode(errorNameOf(error));
    return { throttleTimeMs: 0, errorCode: code, replicaElectionResults: refused(body, code) };
  }
});

/** Each partition that was named, with the error of all. */
function refused({ topicPartitions }: RequestBody<"ElectLeaders">, errorCode: number) {
  return (topicPartitions ?? []).map(({ topic, partitions }) => ({
    topic,
    partitionResult: partitions.map((partitionId) => ({
      partitionId,
      errorCode,
      errorMessage: null,
    })),
  }));
}

function elect({ cluster, version }: RequestContext, body: RequestBody<"ElectLeaders">) {
  const type = version === 0 ? "preferred" : TYPES[body.electionType];
  if (type === undefined) throw new RequestError("INVALID_REQUEST");
  const asked = body.topicPartitions ?? allPartitions(cluster);
  const notNeeded = errorCode("ELECTION_NOT_NEEDED");
  return asked.map(({ topic, partitions }) => ({
    topic,
    partitionResult: partitions.map((index) => electOne(cluster, { topic, index, type }))
      .filter(({ errorCode }) => body.topicPartitions !== null || errorCode !== notNeeded),
  })).filter(({ partitionResult }) => partitionResult.length > 0);
}

function allPartitions({ topics }: ClusterState): { topic: string; partitions: number[] }[] {
  return [...topics].map(({ name, partitions }) => ({
    topic: name,
    partitions: partitions.map(({ index }) => index),
  }));
}

function electOne(
  cluster: ClusterState,
  { topic, index, type }: { topic: string; index: number; type: ElectionType },
) {
  const { errorCode, errorMessage } = attempt(() => {
    const partition = cluster.topics.partition(topic, index);
    if (partition === undefined) throw new RequestError("UNKNOWN_TOPIC_OR_PARTITION");
    cluster.replicas.leadership.elect(partition, type);
  });
  return { partitionId: index, errorCode, errorMessage };
}
