/**
 * Lab 05, offsets. Read labs/05_offsets/README.md first, then fill the blank.
 *
 * @module
 */

/** A partition as a reader finds it when it starts. */
export interface PartitionState {
  /** Its number. */
  readonly partition: number;
  /** The next offset to read, as the group has committed it; null where it has committed nothing. */
  readonly committed: bigint | null;
  /** The first offset that the log still holds. */
  readonly logStart: bigint;
  /** The offset that the next record will get. */
  readonly logEnd: bigint;
  /** With policy `time`: the first offset of that time or later; null where there is none. */
  readonly atTime: bigint | null;
}

/** Where a group begins that has committed nothing: at the first record, behind the last, at a time. */
export type ResetPolicy = "earliest" | "latest" | "time";

/** Where a reader goes on. */
export interface Resumed {
  /** The partition. */
  readonly partition: number;
  /** The next offset to read. */
  readonly offset: bigint;
  /** Whether people must be told: what the group had committed is not in the log any more. */
  readonly alarm: boolean;
}

/**
 * Where a group goes on reading, partition by partition, when it starts or rebalances.
 *
 * What is graded, for any partitions of one topic in any order, any offsets that Kafka may give (up
 * to 63 bits) and any policy:
 * - what the group has committed comes first: where the log still has that place (from `logStart` to
 *   `logEnd`, both included) reading goes on there, whatever the policy says;
 * - a group that has committed nothing at all begins where the policy says; with `time`, behind the
 *   last record where there is none of that time or later;
 * - a partition without a commit in a group that has committed for others, wherever, was added to
 *   the topic since: all its records are new to the group, so that it begins at `logStart`;
 * - a committed place that the log does not have, before its start or behind its end, leads to
 *   `logStart`, with `alarm`: what is left is read. Nothing else raises an alarm;
 * - over many restarts nothing that is in the log is skipped, and nothing is read twice;
 * - a real reader goes on at these offsets, and the log tells what it has read.
 *
 * @param state the topic's partitions
 * @param policy what the group was configured with
 * @returns one entry for each partition of `state`
 */
export function resumeOffsets(
  state: readonly PartitionState[],
  policy: ResetPolicy,
): Resumed[] {
  return state.map(({ partition, logStart, logEnd, atTime }) => {
    // TODO: the policy is asked at each start, whatever the group has committed.
    const byPolicy = { earliest: logStart, latest: logEnd, time: atTime ?? logEnd };
    return { partition, offset: byPolicy[policy], alarm: false };
  });
}
