// caught by: spares-what-it-should
// says: in codec none
// Leaves compression to somebody else.
import type { Goal } from "../stub.ts";

export function producerOptions(goal: Goal) {
  return { acks: goal.loss === "never" ? "all" : 1, maxBatchBytes: goal.topicMaxBytes };
}
