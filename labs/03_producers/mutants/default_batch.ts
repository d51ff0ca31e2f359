// caught by: records-per-request
// says: the batch was full before
// Leaves the size of a batch at its default.
import type { Goal } from "../stub.ts";

export function producerOptions(goal: Goal) {
  return { acks: goal.loss === "never" ? "all" : 1, lingerMs: goal.longestWaitMs };
}
