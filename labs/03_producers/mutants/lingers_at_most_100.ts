// caught by: waits-no-longer
// says: who waits less than he may
// Never lingers for more than 100 ms, since articles warn of it.
import type { Goal } from "../stub.ts";

export function producerOptions(goal: Goal) {
  const acks = ({ "never": "all", "with the leader": 1, "accepted": 0 } as const)[goal.loss];
  return {
    acks,
    idempotent: acks === "all",
    compression: goal.spare === "network" ? "zstd" : "none",
    lingerMs: Math.min(goal.longestWaitMs, 100),
    maxBatchBytes: goal.topicMaxBytes,
  };
}
