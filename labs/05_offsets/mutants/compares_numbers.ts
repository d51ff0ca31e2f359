// caught by: out-of-range
// says: 63 bits
// Compares offsets as numbers, which are rounded beyond 53 bits.
import type { PartitionState, ResetPolicy, Resumed } from "../stub.ts";

export function resumeOffsets(
  state: readonly PartitionState[],
  policy: ResetPolicy,
): Resumed[] {
  const hasBegun = state.some(({ committed }) => committed !== null);
  return state.map((found) => {
    const { partition, committed, logStart, logEnd } = found;
    if (committed === null) {
      const offset = hasBegun ? logStart : beginning(found, policy);
      return { partition, offset, alarm: false };
    }
    const isThere = Number(committed) >= Number(logStart) && Number(committed) <= Number(logEnd);
    return { partition, offset: isThere ? committed : logStart, alarm: !isThere };
  });
}

/** Where the policy begins. */
function beginning({ logStart, logEnd, atTime }: PartitionState, policy: ResetPolicy): bigint {
  return { earliest: logStart, latest: logEnd, time: atTime ?? logEnd }[policy];
}
