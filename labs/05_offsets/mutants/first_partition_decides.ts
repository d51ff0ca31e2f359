// caught by: histories
// says: had read and committed
// Looks at the first partition only, and begins anew everywhere when it lacks a place.
import type { PartitionState, ResetPolicy, Resumed } from "../stub.ts";

export function resumeOffsets(
  state: readonly PartitionState[],
  policy: ResetPolicy,
): Resumed[] {
  const first = state[0]!;
  const { committed } = first;
  const isThere = committed !== null && committed >= first.logStart && committed <= first.logEnd;
  const hasBegun = state.some((found) => found.committed !== null);
  return state.map((found) => {
    const { partition, logStart } = found;
    if (found.committed === null) {
      return { partition, offset: hasBegun ? logStart : beginning(found, policy), alarm: false };
    }
    const own = found.committed >= logStart && found.committed <= found.logEnd;
    return { partition, offset: isThere && own ? found.committed : logStart, alarm: !own };
  });
}

/** Where the policy begins. */
function beginning({ logStart, logEnd, atTime }: PartitionState, policy: ResetPolicy): bigint {
  return { earliest: logStart, latest: logEnd, time: atTime ?? logEnd }[policy];
}
