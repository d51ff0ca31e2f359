// Behavior: adds partitions to topics; their number can only grow. Each topic is answered by name.
//
// Version notes: all versions behave alike.
import type { RequestBody } from "../../protocol/mod.ts";
import type { ClusterState } from "../cluster_state.ts";
import { attempt, RequestError } from "../errors.ts";
import { handler } from "./handler.ts";

/** More in one request would keep the broker busy for too long. */
const MAX_PARTITIONS = 10_000;

type Wanted = RequestBody<"CreatePartitions">["topics"][number];

export const createPartitions = handler(
  "CreatePartitions",
  [0, 3],
  ({ cluster, access }, body) => ({
    throttleTimeMs: 0,
    results: body.topics.map((wanted) => {
      const { errorCode, errorMessage } = attempt(() => {
        access.demand("topic", wanted.name);
        grow(cluster, wanted, body.validateOnly);
      });
      return { name: wanted.name, errorCode, errorMessage };
    }),
  }),
);

function grow(cluster: ClusterState, wanted: Wanted, validateOnly: boolean): void {
  const topic = cluster.topics.get(wanted.name);
  if (topic === undefined) throw new RequestError("UNKNOWN_TOPIC_OR_PARTITION");
  const present = topic.partitions.length;
  const added = wanted.count - present;
  if (added === 0) invalid(`Topic already has ${present} partition(s).`);
  if (added < 0) {
    invalid(
      `The topic ${wanted.name} currently has ${present} partition(s); ` +
        `${wanted.count} would not be an increase.`,
    );
  }
  if (added > MAX_PARTITIONS) {
    throw new RequestError("UNKNOWN_SERVER_ERROR", `Can't add ${added} partitions in one request`);
  }
  const assignments = wanted.assignments === null
    ? cluster.placeReplicas({
      partitions: added,
      replicationFactor: topic.partitions[0]!.replicas.length,
      first: topic.partitions[0]!.replicas[0]! + present,
    })
    : wanted.assignments.map(({ brokerIds }) => cluster.checkReplicas(brokerIds));
  if (assignments.length !== added) {
    throw new RequestError(
      "INVALID_REPLICA_ASSIGNMENT",
      `Attempted to add ${added} additional partition(s), ` +
        `but ${assignments.length} assignment(s) were specified.`,
    );
  }
  const size = topic.partitions[0]!.replicas.length;
  if (assignments.some((replicas) => replicas.length !== size)) {
    throw new RequestError(
      "INVALID_REPLICA_ASSIGNMENT",
      `Each partition of ${wanted.name} has ${size} replica(s).`,
    );
  }
  if (!validateOnly) cluster.topics.grow(topic, assignments);
}

function invalid(message: string): never {
  throw new RequestError("INVALID_PARTITIONS", message);
}
