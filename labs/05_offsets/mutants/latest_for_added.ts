// caught by: added-partitions
// says: before it noticed the new partition
// Asks the policy for each partition without a commit.
import type { PartitionState, ResetPolicy, Resumed } from "../stub.ts";

export function resumeOffsets(
  state: readonly PartitionState[],
  policy: ResetPolicy,
): Resumed[] {
  return state.map((found) => {
    const { partition, committed, logStart, logEnd } = found;
    if (committed === null) {
      const offset = beginning(found, policy);
      return { partition, offset, alarm: false };
    }
    const isThere = committed >= logStart && committed <= logEnd;
    return { partition, offset: isThere ? committed : logStart, alarm: !isThere };
  });
}

/** Where the policy begins. */
function beginning({ logStart, logEnd, atTime }: PartitionState, policy: ResetPolicy): bigint {
  return { earliest: logStart, latest: logEnd, time: atTime ?? logEnd }[policy];
}
