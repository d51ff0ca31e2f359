// caught by: waits-for-no-more
// says: waits for the leader alone
// Takes leave to store twice for leave to lose.
import type { Goal } from "../stub.ts";

export function producerOptions(goal: Goal) {
  const acks = ({ "never": "all", "with the leader": 1, "accepted": 0 } as const)[
    goal.loss === "never" && goal.duplicates === "accepted" ? "with the leader" : goal.loss
  ];
  return {
    acks,
    idempotent: acks === "all",
    compression: goal.spare === "network" ? "zstd" : "none",
    lingerMs: goal.longestWaitMs,
    maxBatchBytes: goal.topicMaxBytes,
  };
}
