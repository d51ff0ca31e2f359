// caught by: waits-grow
// says: all come back together
// Lets all come back at the same moment.
import type { FailureDecision } from "../../../lib/consumer/mod.ts";
import type { FailedTry } from "../stub.ts";

export function decide(error: unknown, failed: FailedTry): FailureDecision {
  const { tries, maxTries, ordered } = failed;
  const { retriable, outage } = (error ?? {}) as { retriable?: boolean; outage?: boolean };
  if (outage) return { then: "wait" };
  if (retriable !== true || tries >= maxTries) return { then: "give up" };
  const afterMs = failed.baseMs * 2 ** (tries - 1);
  return { then: ordered ? "retry" : "retry later", afterMs };
}
