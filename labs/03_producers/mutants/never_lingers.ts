// caught by: waits-no-longer
// says: who waits less than he may
// Sends at once, whatever the goal allows.
import type { Goal } from "../stub.ts";

export function producerOptions(goal: Goal) {
  return { acks: goal.loss === "never" ? "all" : 1, lingerMs: 0 };
}
