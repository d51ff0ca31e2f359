// caught by: stall-bounded
// says: records waited behind it
// Keeps the order also where nobody needs it.
import type { FailureDecision } from "../../../lib/consumer/mod.ts";
import type { FailedTry } from "../stub.ts";

export function decide(error: unknown, failed: FailedTry): FailureDecision {
  const { tries, maxTries } = failed;
  const { retriable, outage } = (error ?? {}) as { retriable?: boolean; outage?: boolean };
  if (outage) return { then: "wait" };
  if (retriable !== true || tries >= maxTries) return { then: "give up" };
  return { then: "retry", afterMs: wait(failed) };
}

function wait({ tries, baseMs, chance }: FailedTry): number {
  return baseMs * 2 ** (tries - 1) * (0.8 + 0.4 * chance);
}
