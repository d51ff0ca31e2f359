// caught by: waits-grow
// says: ms are right
// Doubles the first wait already.
import type { FailureDecision } from "../../../lib/consumer/mod.ts";
import type { FailedTry } from "../stub.ts";

export function decide(error: unknown, failed: FailedTry): FailureDecision {
  const { tries, maxTries, ordered, chance } = failed;
  const { retriable, outage } = (error ?? {}) as { retriable?: boolean; outage?: boolean };
  if (outage) return { then: "wait" };
  if (retriable !== true || tries >= maxTries) return { then: "give up" };
  const afterMs = failed.baseMs * 2 ** tries * (0.8 + 0.4 * chance);
  return { then: ordered ? "retry" : "retry later", afterMs };
}
