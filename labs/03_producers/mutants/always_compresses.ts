// caught by: spares-what-it-should
// says: every reader has to undo it
// Compresses for everybody.
import type { Goal } from "../stub.ts";

export function producerOptions(goal: Goal) {
  return { acks: goal.loss === "never" ? "all" : 1, compression: "zstd" };
}
