// Behavior: gives partitions other replicas (KIP-455). The new ones copy what is there, then the old
// ones go. Replicas of null end a reassignment that is under way.
//
// Version notes: 1 can forbid another number of replicas.
import type { RequestBody } from "../../protocol/mod.ts";
import type { ClusterState } from "../cluster_state.ts";
import { attempt, RequestError } from "../errors.ts";
import { targetReplicas } from "../replication/reassignments.ts";
import type { Partition } from "../topics/partition.ts";
import { handler } from "./handler.ts";

type Body = RequestBody<"AlterPartitionReassignments">;
type Asked = Body["topics"][number]["partitions"][number];

export const alterPartitionReassignments = handler(
  "AlterPartitionReassignments",
  [0, 1],
  ({ cluster, access }, body) => {
    const { allowReplicationFactorChange } = body;
    const { errorCode, errorMessage } = attempt(() => access.demand("cluster"));
    const responses = body.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map((asked) => {
        const { partitionIndex } = asked;
        if (errorCode !== 0) return { partitionIndex, errorCode, errorMessage };
        return { partitionIndex, ...outcome(() => reassign(cluster, name, asked, body)) };
      }),
    }));
    return { throttleTimeMs: 0, allowReplicationFactorChange, errorCode, errorMessage, responses };
  },
);

function outcome(work: () => void) {
  const { errorCode, errorMessage } = attempt(work);
  return { errorCode, errorMessage };
}

function reassign(cluster: ClusterState, topic: string, asked: Asked, body: Body): void {
  const partition = cluster.topics.partition(topic, asked.partitionIndex);
  if (partition === undefined) throw new RequestError("UNKNOWN_TOPIC_OR_PARTITION");
  const { replicas } = asked;
  if (replicas !== null && !body.allowReplicationFactorChange) checkSize(partition, replicas);
  cluster.replicas.reassign(partition, replicas);
}

function checkSize(partition: Partition, replicas: readonly number[]): void {
  const present = targetReplicas(partition).length;
  if (replicas.length === present) return;
  throw new RequestError(
    "INVALID_REPLICATION_FACTOR",
    `The partition has ${present} replica(s), the new assignment ${replicas.length}`,
  );
}
