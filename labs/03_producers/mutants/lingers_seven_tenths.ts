// caught by: waits-no-longer
// says: who waits less than he may
// Leaves a little more of the time unused than it may.
import type { Goal } from "../stub.ts";

export function producerOptions(goal: Goal) {
  return { acks: goal.loss === "never" ? "all" : 1, lingerMs: 0.7 * goal.longestWaitMs };
}
