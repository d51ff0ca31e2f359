// caught by: committed-first
// says: told by their numbers
// Takes a partition's place in the list for its number.
import type { PartitionState, ResetPolicy, Resumed } from "../stub.ts";

export function resumeOffsets(
  state: readonly PartitionState[],
  policy: ResetPolicy,
): Resumed[] {
  const hasBegun = state.some(({ committed }) => committed !== null);
  return state.map((found, partition) => {
    const { committed, logStart, logEnd } = found;
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
