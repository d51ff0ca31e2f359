// caught by: no-duplicates
// says: more than once
// Leaves idempotence out where many records come at once, to be fast.
import type { Goal } from "../stub.ts";

export function producerOptions(goal: Goal) {
  const acks = ({ "never": "all", "with the leader": 1, "accepted": 0 } as const)[goal.loss];
  return {
    acks,
    idempotent: acks === "all" && goal.recordsPerRequest < 300,
    compression: goal.spare === "network" ? "zstd" : "none",
    lingerMs: goal.longestWaitMs,
    maxBatchBytes: goal.topicMaxBytes,
  };
}
