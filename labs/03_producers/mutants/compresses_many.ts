// caught by: spares-what-it-should
// says: the goal spares the network
// Does not think it worthwhile to compress a few records.
import type { Goal } from "../stub.ts";

export function producerOptions(goal: Goal) {
  const acks = ({ "never": "all", "with the leader": 1, "accepted": 0 } as const)[goal.loss];
  const compresses = goal.spare === "network" && goal.recordsPerRequest >= 20;
  return {
    acks,
    compression: compresses ? "zstd" : "none",
    lingerMs: goal.longestWaitMs,
    maxBatchBytes: goal.topicMaxBytes,
  };
}
