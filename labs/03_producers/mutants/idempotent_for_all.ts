// caught by: usable-options
// says: must know what it has
// Switches idempotence on without what it needs.
import type { Goal } from "../stub.ts";

export function producerOptions(goal: Goal) {
  const acks = goal.loss === "never" ? "all" : goal.loss === "accepted" ? 0 : 1;
  return { acks, idempotent: true };
}
