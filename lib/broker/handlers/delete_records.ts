// Behavior: forgets the records of partitions before an offset; −1 means all up to the high
// watermark. Topics that are only compacted refuse it.
//
// Version notes: all versions behave alike.
import type { ClusterState } from "../cluster_state.ts";
import { attempt, RequestError } from "../errors.ts";
import { listItems } from "../topics/topic_configs.ts";
import { handler } from "./handler.ts";

const HIGH_WATERMARK = -1;

export const deleteRecords = handler(
  "DeleteRecords",
  [0, 2],
  ({ cluster, brokerId, access }, body) => ({
    throttleTimeMs: 0,
    topics: body.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex, offset }) => {
        const { value: lowWatermark = -1, errorCode } = attempt(() => {
          access.demand("topic", name);
          return remove(cluster, { topic: name, partition: partitionIndex, brokerId, offset });
        });
        return { partitionIndex, lowWatermark, errorCode };
      }),
    })),
  }),
);

function remove(
  cluster: ClusterState,
  asked: { topic: string; partition: number; brokerId: number; offset: number },
): number {
  const partition = cluster.ledPartition(asked, asked);
  const policy = cluster.topics.get(asked.topic)!.config("cleanup.policy");
  if (!listItems(policy).includes("delete")) throw new RequestError("POLICY_VIOLATION");
  const { highWatermark } = partition.log;
  const before = asked.offset === HIGH_WATERMARK ? highWatermark : asked.offset;
  if (before < 0 || before > highWatermark) throw new RequestError("OFFSET_OUT_OF_RANGE");
  cluster.topics.deleteRecords(partition, before);
  return partition.log.logStartOffset;
}
