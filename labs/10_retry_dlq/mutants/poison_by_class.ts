// caught by: tells-apart
// says: BANK_UNREACHABLE
// Takes errors of the language for mistakes in the record, whatever they say.
import type { FailureDecision } from "../../../lib/consumer/mod.ts";
import type { FailedTry } from "../stub.ts";

export function decide(error: unknown, failed: FailedTry): FailureDecision {
  const { tries, maxTries, ordered } = failed;
  if (error instanceof TypeError || !error) return { then: "give up" };
  const { retriable, outage } = error as { retriable?: boolean; outage?: boolean };
  if (outage) return { then: "wait" };
  if (retriable !== true || tries >= maxTries) return { then: "give up" };
  const afterMs = failed.baseMs * 2 ** (tries - 1) * (0.8 + 0.4 * failed.chance);
  return { then: ordered ? "retry" : "retry later", afterMs };
}
