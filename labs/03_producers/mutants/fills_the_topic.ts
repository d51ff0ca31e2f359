// caught by: records-per-request
// says: little larger
// Takes all that the topic takes, and forgets that a codec can make a batch larger, too.
import type { Goal } from "../stub.ts";

export function producerOptions(goal: Goal) {
  const acks = ({ "never": "all", "with the leader": 1, "accepted": 0 } as const)[goal.loss];
  return {
    acks,
    idempotent: acks === "all",
    compression: goal.spare === "network" ? "zstd" : "none",
    lingerMs: goal.longestWaitMs,
    maxBatchBytes: goal.topicMaxBytes,
  };
}
