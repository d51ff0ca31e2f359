// caught by: records-per-request
// says: the batch was full before
// Adds a twentieth for what is around keys and values: not enough for a few small records.
import type { Goal } from "../stub.ts";

export function producerOptions(goal: Goal) {
  const needed = Math.ceil(1.05 * goal.recordsPerRequest * goal.recordBytes);
  return {
    acks: goal.loss === "never" ? "all" : 1,
    maxBatchBytes: Math.min(needed, Math.floor(0.999 * goal.topicMaxBytes)),
  };
}
