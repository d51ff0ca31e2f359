// caught by: waits-for-no-more
// says: can be gone with one broker
// Trusts the leader with what must never be lost.
import type { Goal } from "../stub.ts";

export function producerOptions(goal: Goal) {
  return { acks: goal.loss === "accepted" ? 0 : 1, lingerMs: goal.longestWaitMs };
}
