// caught by: waits-no-longer
// says: who waits less than he may
// Waits only where bytes are scarce: a request costs work, too.
import type { Goal } from "../stub.ts";

export function producerOptions(goal: Goal) {
  const acks = ({ "never": "all", "with the leader": 1, "accepted": 0 } as const)[goal.loss];
  return {
    acks,
    compression: goal.spare === "network" ? "zstd" : "none",
    lingerMs: goal.spare === "network" ? goal.longestWaitMs : 0,
    maxBatchBytes: goal.topicMaxBytes,
  };
}
