// caught by: tells-apart
// says: What is thrown can be anything
// Takes what was thrown for an object.
import type { FailureDecision } from "../../../lib/consumer/mod.ts";
import type { FailedTry } from "../stub.ts";

export function decide(error: unknown, failed: FailedTry): FailureDecision {
  const { tries, maxTries, ordered } = failed;
  const { retriable, outage } = error as { retriable?: boolean; outage?: boolean };
  if (outage) return { then: "wait" };
  if (retriable !== true || tries >= maxTries) return { then: "give up" };
  const afterMs = failed.baseMs * 2 ** (tries - 1) * (0.8 + 0.4 * failed.chance);
  return { then: ordered ? "retry" : "retry later", afterMs };
}
