// caught by: waits-no-longer
// says: who waits less than he may
// Stays on the safe side and leaves half of the time unused.
import type { Goal } from "../stub.ts";

export function producerOptions(goal: Goal) {
  return { acks: goal.loss === "never" ? "all" : 1, lingerMs: goal.longestWaitMs / 2 };
}
