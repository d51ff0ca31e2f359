// caught by: usable-options
// says: there is no option
// Writes the names that the Java client has.
import type { Goal } from "../stub.ts";

export function producerOptions(goal: Goal) {
  return { acks: "all", "linger.ms": goal.longestWaitMs, "compression.type": "zstd" };
}
