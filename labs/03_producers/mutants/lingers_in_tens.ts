// caught by: waits-no-longer
// says: who waits less than he may
// Cuts the wait to tens of milliseconds: of a short one nothing is left.
import type { Goal } from "../stub.ts";

export function producerOptions(goal: Goal) {
  const lingerMs = Math.floor(goal.longestWaitMs / 10) * 10;
  return { acks: goal.loss === "never" ? "all" : 1, lingerMs };
}
