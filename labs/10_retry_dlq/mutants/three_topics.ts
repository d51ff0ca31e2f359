// caught by: stall-bounded
// says: That holds for each try
// Has three retry topics: from the fourth try on a record waits in place.
import type { FailureDecision } from "../../../lib/consumer/mod.ts";
import type { FailedTry } from "../stub.ts";

export function decide(error: unknown, failed: FailedTry): FailureDecision {
  const { tries, maxTries, ordered } = failed;
  const { retriable, outage } = (error ?? {}) as { retriable?: boolean; outage?: boolean };
  if (outage) return { then: "wait" };
  if (retriable !== true || tries >= maxTries) return { then: "give up" };
  const afterMs = failed.baseMs * 2 ** (tries - 1) * (0.8 + 0.4 * failed.chance);
  return { then: ordered || tries > 3 ? "retry" : "retry later", afterMs };
}
