// caught by: records-per-request
// says: the batch was full before
// Counts keys and values and forgets what is around them.
import type { Goal } from "../stub.ts";

export function producerOptions(goal: Goal) {
  const maxBatchBytes = goal.recordsPerRequest * goal.recordBytes;
  return { acks: goal.loss === "never" ? "all" : 1, maxBatchBytes };
}
