// caught by: policy-for-the-new
// says: whatever was asked before
// Remembers that a group has begun, whichever it was.
import type { PartitionState, ResetPolicy, Resumed } from "../stub.ts";

let hasBegun = false;

export function resumeOffsets(
  state: readonly PartitionState[],
  policy: ResetPolicy,
): Resumed[] {
  hasBegun ||= state.some(({ committed }) => committed !== null);
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
