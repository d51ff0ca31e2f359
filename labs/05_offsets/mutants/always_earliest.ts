// caught by: policy-for-the-new
// says: With policy
// Is so careful that the policy has no say at all.
import type { PartitionState, ResetPolicy, Resumed } from "../stub.ts";

export function resumeOffsets(
  state: readonly PartitionState[],
  _policy: ResetPolicy,
): Resumed[] {
  return state.map(({ partition, committed, logStart, logEnd }) => {
    const isThere = committed !== null && committed >= logStart && committed <= logEnd;
    const offset = isThere ? committed : logStart;
    return { partition, offset, alarm: committed !== null && !isThere };
  });
}
