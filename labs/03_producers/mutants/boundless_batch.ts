// caught by: records-per-request
// says: refused
// The larger the better.
import type { Goal } from "../stub.ts";

export function producerOptions(goal: Goal) {
  return { acks: goal.loss === "never" ? "all" : 1, maxBatchBytes: 16 * 1024 * 1024 };
}
