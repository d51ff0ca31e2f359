// caught by: waits-no-longer
// says: kept it and waited for more
// Takes the same pause for everybody.
import type { Goal } from "../stub.ts";

export function producerOptions(goal: Goal) {
  return { acks: goal.loss === "never" ? "all" : 1, lingerMs: 100 };
}
