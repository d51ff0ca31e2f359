// caught by: waits-grow
// says: to the very same question
// Doubles the wait that it gave last, whichever record that was for.
import type { FailureDecision } from "../../../lib/consumer/mod.ts";
import type { FailedTry } from "../stub.ts";

let lastMs = 0;

export function decide(error: unknown, failed: FailedTry): FailureDecision {
  const { tries, maxTries, ordered } = failed;
  const { retriable, outage } = (error ?? {}) as { retriable?: boolean; outage?: boolean };
  if (outage) return { then: "wait" };
  if (retriable !== true || tries >= maxTries) return { then: "give up" };
  lastMs = tries === 1 ? failed.baseMs : Math.min(2 * lastMs, 80_000);
  const afterMs = lastMs * (0.8 + 0.4 * failed.chance);
  return { then: ordered ? "retry" : "retry later", afterMs };
}
