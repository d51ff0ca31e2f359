// caught by: one-end
// says: without an end
// Never gives a record up that says it may pass.
import type { FailureDecision } from "../../../lib/consumer/mod.ts";
import type { FailedTry } from "../stub.ts";

export function decide(error: unknown, failed: FailedTry): FailureDecision {
  const { tries, maxTries, ordered } = failed;
  const { retriable, outage } = (error ?? {}) as { retriable?: boolean; outage?: boolean };
  if (outage) return { then: "wait" };
  if (retriable !== true) return { then: "give up" };
  return {
    then: ordered ? "retry" : "retry later",
    afterMs: wait({ ...failed, tries: Math.min(tries, maxTries) }),
  };
}

function wait({ tries, baseMs, chance }: FailedTry): number {
  return baseMs * 2 ** (tries - 1) * (0.8 + 0.4 * chance);
}
