// caught by: right-tries
// says: each try too many
// Counts retries where tries are meant.
import type { FailureDecision } from "../../../lib/consumer/mod.ts";
import type { FailedTry } from "../stub.ts";

export function decide(error: unknown, failed: FailedTry): FailureDecision {
  const { tries, maxTries, ordered } = failed;
  const { retriable, outage } = (error ?? {}) as { retriable?: boolean; outage?: boolean };
  if (outage) return { then: "wait" };
  if (retriable !== true || tries > maxTries) return { then: "give up" };
  return { then: ordered ? "retry" : "retry later", afterMs: wait(failed) };
}

function wait({ tries, baseMs, chance }: FailedTry): number {
  return baseMs * 2 ** (tries - 1) * (0.8 + 0.4 * chance);
}
