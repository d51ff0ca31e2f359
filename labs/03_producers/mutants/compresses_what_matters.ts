// caught by: spares-what-it-should
// says: the goal spares the
// Compresses only what must not be lost.
import type { Goal } from "../stub.ts";

export function producerOptions(goal: Goal) {
  const acks = ({ "never": "all", "with the leader": 1, "accepted": 0 } as const)[goal.loss];
  return {
    acks,
    idempotent: acks === "all",
    compression: goal.spare === "network" && goal.loss !== "accepted" ? "zstd" : "none",
    lingerMs: goal.longestWaitMs,
    maxBatchBytes: goal.topicMaxBytes,
  };
}
