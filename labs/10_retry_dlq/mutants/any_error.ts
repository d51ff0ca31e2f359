// caught by: tells-apart
// says: no other try ends otherwise
// Believes that an error without a word about it may pass.
import type { FailureDecision } from "../../../lib/consumer/mod.ts";
import type { FailedTry } from "../stub.ts";

export function decide(error: unknown, failed: FailedTry): FailureDecision {
  const { tries, maxTries, ordered, baseMs, chance } = failed;
  const { retriable, outage } = (error ?? {}) as { retriable?: boolean; outage?: boolean };
  if (outage) return { then: "wait" };
  if (retriable === false || tries >= maxTries) return { then: "give up" };
  const afterMs = baseMs * 2 ** (tries - 1) * (0.8 + 0.4 * chance);
  return { then: ordered ? "retry" : "retry later", afterMs };
}
