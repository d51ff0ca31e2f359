// caught by: waits-for-no-more
// says: whose word this use does not need
// Takes the safest for everybody.
import type { Goal } from "../stub.ts";

export function producerOptions(goal: Goal) {
  return { acks: "all", idempotent: true, lingerMs: goal.longestWaitMs };
}
