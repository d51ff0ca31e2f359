// caught by: waits-grow
// says: nothing cuts it off
// Cuts waits off at ten seconds, as recipes for backoff do.
import type { FailureDecision } from "../../../lib/consumer/mod.ts";
import type { FailedTry } from "../stub.ts";

export function decide(error: unknown, failed: FailedTry): FailureDecision {
  const { tries, maxTries, ordered } = failed;
  const { retriable, outage } = (error ?? {}) as { retriable?: boolean; outage?: boolean };
  if (outage) return { then: "wait" };
  if (retriable !== true || tries >= maxTries) return { then: "give up" };
  const afterMs = Math.min(10_000, failed.baseMs * 2 ** (tries - 1)) * (0.8 + 0.4 * failed.chance);
  return { then: ordered ? "retry" : "retry later", afterMs };
}
