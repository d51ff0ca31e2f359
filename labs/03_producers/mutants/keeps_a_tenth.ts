// caught by: records-per-request
// says: the batch was full before
// Keeps a tenth of what the topic takes back, to be on the safe side.
import type { Goal } from "../stub.ts";

export function producerOptions(goal: Goal) {
  const acks = ({ "never": "all", "with the leader": 1, "accepted": 0 } as const)[goal.loss];
  return {
    acks,
    idempotent: acks === "all",
    compression: goal.spare === "network" ? "zstd" : "none",
    lingerMs: goal.longestWaitMs,
    maxBatchBytes: Math.floor(goal.topicMaxBytes * 0.9),
  };
}
