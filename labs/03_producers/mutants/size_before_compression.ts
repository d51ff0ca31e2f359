// caught by: records-per-request
// says: photographs
// Makes batches twice as large as the topic takes, since they shrink when they are compressed.
import type { Goal } from "../stub.ts";

export function producerOptions(goal: Goal) {
  const acks = ({ "never": "all", "with the leader": 1, "accepted": 0 } as const)[goal.loss];
  const compresses = goal.spare === "network";
  return {
    acks,
    compression: compresses ? "zstd" : "none",
    lingerMs: goal.longestWaitMs,
    maxBatchBytes: compresses ? 2 * goal.topicMaxBytes : goal.topicMaxBytes,
  };
}
