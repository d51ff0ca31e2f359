// caught by: waits-grow
// says: Waits that don't grow
// Waits as long each time.
import type { FailureDecision } from "../../../lib/consumer/mod.ts";
import type { FailedTry } from "../stub.ts";

export function decide(error: unknown, failed: FailedTry): FailureDecision {
  const { tries, maxTries, ordered, chance } = failed;
  const { retriable, outage } = (error ?? {}) as { retriable?: boolean; outage?: boolean };
  if (outage) return { then: "wait" };
  if (retriable !== true || tries >= maxTries) return { then: "give up" };
  const afterMs = failed.baseMs * (0.8 + 0.4 * chance);
  return { then: ordered ? "retry" : "retry later", afterMs };
}
