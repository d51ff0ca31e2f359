// caught by: spares-what-it-should
// says: the goal spares the network
// Takes the codec that is known to be fast.
import type { Goal } from "../stub.ts";

export function producerOptions(goal: Goal) {
  const compression = goal.spare === "network" ? "snappy" : "none";
  return {
    acks: goal.loss === "never" ? "all" : 1,
    maxBatchBytes: goal.topicMaxBytes,
    compression,
  };
}
