// caught by: added-partitions
// says: committed for other partitions
// Takes it for granted that it is the last partition that was added.
import type { PartitionState, ResetPolicy, Resumed } from "../stub.ts";

export function resumeOffsets(
  state: readonly PartitionState[],
  policy: ResetPolicy,
): Resumed[] {
  const hasBegun = state.slice(0, -1).some(({ committed }) => committed !== null);
  return state.map((found) => {
    const { partition, committed, logStart, logEnd } = found;
    if (committed === null) {
      const offset = hasBegun ? logStart : beginning(found, policy);
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
