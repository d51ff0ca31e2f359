import { errorCode } from "../errors.ts";
import type { OffsetToCommit } from "../groups/coordinator.ts";
import type { RequestContext } from "./handler.ts";

/** `offset.metadata.max.bytes`. */
const MAX_METADATA_BYTES = 4096;
const encoder = new TextEncoder();

/** Topics with offsets, as OffsetCommit and TxnOffsetCommit bring them. */
export type CommitTopics = readonly {
  readonly name: string;
  readonly partitions: readonly {
    readonly partitionIndex: number;
    readonly committedOffset: number;
    readonly committedLeaderEpoch: number;
    readonly committedMetadata: string | null;
  }[];
}[];

/** What can be committed, and what can't with the reason, by `topic-partition`. */
export function checkedOffsets(
  { cluster, access }: RequestContext,
  topics: CommitTopics,
): { offsets: OffsetToCommit[]; errors: ReadonlyMap<string, number> } {
  const offsets: OffsetToCommit[] = [];
  const errors = new Map<string, number>();
  for (const { name, partitions } of topics) {
    const allowed = access.allows("topic", name);
    for (const asked of partitions) {
      const { partitionIndex: partition, committedMetadata } = asked;
      const metadata = committedMetadata ?? "";
      if (!allowed) {
        errors.set(keyOf(name, partition), errorCode("TOPIC_AUTHORIZATION_FAILED"));
      } else if (cluster.topics.partition(name, partition) === undefined) {
        errors.set(keyOf(name, partition), errorCode("UNKNOWN_TOPIC_OR_PARTITION"));
      } else if (encoder.encode(metadata).length > MAX_METADATA_BYTES) {
        errors.set(keyOf(name, partition), errorCode("OFFSET_METADATA_TOO_LARGE"));
      } else {
        const { committedOffset: offset, committedLeaderEpoch: leaderEpoch } = asked;
        offsets.push({ topic: name, partition, offset, leaderEpoch, metadata });
      }
    }
  }
  return { offsets, errors };
}

/** The answer for each partition: an error of its own, or that of all. */
export function topicErrors(
  topics: CommitTopics,
  errors: ReadonlyMap<string, number>,
  errorOfAll: number,
) {
  return topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partitionIndex }) => ({
      partitionIndex,
      errorCode: errors.get(keyOf(name, partitionIndex)) ?? errorOfAll,
    })),
  }));
}

function keyOf(topic: string, partition: number): string {
  return `${topic}-${partition}`;
}
