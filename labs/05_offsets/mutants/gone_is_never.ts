// caught by: added-partitions
// says: committed for other partitions
// Takes a group for new when all that it had committed is gone.
import type { PartitionState, ResetPolicy, Resumed } from "../stub.ts";

export function resumeOffsets(
  state: readonly PartitionState[],
  policy: ResetPolicy,
): Resumed[] {
  const begun = state.some(({ committed, logStart, logEnd }) =>
    committed !== null && committed >= logStart && committed <= logEnd
  );
  return state.map(({ partition, committed, logStart, logEnd, atTime }) => {
    const byPolicy = { earliest: logStart, latest: logEnd, time: atTime ?? logEnd };
    if (committed === null) {
      return { partition, offset: begun ? logStart : byPolicy[policy], alarm: false };
    }
    if (committed >= logStart && committed <= logEnd) {
      return { partition, offset: committed, alarm: false };
    }
    return { partition, offset: logStart, alarm: true };
  });
}
