// caught by: acked-in-log
// says: are not in the log
// Takes the fastest for everybody.
import type { Goal } from "../stub.ts";

export function producerOptions(goal: Goal) {
  return { acks: 0, lingerMs: goal.longestWaitMs, maxBatchBytes: goal.topicMaxBytes };
}
