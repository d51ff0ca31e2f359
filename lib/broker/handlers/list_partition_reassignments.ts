// Behavior: the partitions whose replicas are being exchanged, of those that are asked for or of all.
// Others, and partitions that are not there, are left out.
//
// Version notes: there is one version.
import { attempt } from "../errors.ts";
import { isReassigning } from "../replication/reassignments.ts";
import type { Partition } from "../topics/partition.ts";
import { handler } from "./handler.ts";

export const listPartitionReassignments = handler(
  "ListPartitionReassignments",
  [0, 0],
  ({ cluster, access }, { topics }) => {
    const { value: partitions = [], errorCode, errorMessage } = attempt(() => {
      access.demand("cluster");
      const asked = topics === null
        ? cluster.topics.partitions()
        : topics.flatMap((topic) =>
          topic.partitionIndexes.flatMap((index) =>
            cluster.topics.partition(topic.name, index) ?? []
          )
        );
      return asked.filter(isReassigning);
    });
    const byTopic = Map.groupBy(partitions, ({ topic }) => topic);
    return {
      throttleTimeMs: 0,
      errorCode,
      errorMessage,
      topics: [...byTopic].map(([name, ofTopic]) => ({ name, partitions: ofTopic.map(describe) })),
    };
  },
);

function describe({ index, replicas, adding, removing }: Partition) {
  return {
    partitionIndex: index,
    replicas: [...replicas],
    addingReplicas: [...adding],
    removingReplicas: [...removing],
  };
}
