// caught by: no-duplicates
// says: more than once
// Believes that acks all keeps duplicates out.
import type { Goal } from "../stub.ts";

export function producerOptions(goal: Goal) {
  const acks = goal.loss === "never" ? "all" : goal.loss === "accepted" ? 0 : 1;
  return { acks, idempotent: false, maxBatchBytes: goal.topicMaxBytes };
}
