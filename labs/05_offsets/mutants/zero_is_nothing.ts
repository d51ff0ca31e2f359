// caught by: committed-first
// says: 0 is an offset like any other
// Takes offset 0 for nothing, as JavaScript does.
import type { PartitionState, ResetPolicy, Resumed } from "../stub.ts";

export function resumeOffsets(
  state: readonly PartitionState[],
  policy: ResetPolicy,
): Resumed[] {
  const hasBegun = state.some(({ committed }) => Boolean(committed));
  return state.map((found) => {
    const { partition, committed, logStart, logEnd } = found;
    if (!committed) {
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
