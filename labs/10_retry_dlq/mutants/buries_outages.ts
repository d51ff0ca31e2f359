// caught by: tells-apart
// says: none of them is at fault
// Gives up what can't be written now.
import type { FailureDecision } from "../../../lib/consumer/mod.ts";
import type { FailedTry } from "../stub.ts";

export function decide(error: unknown, failed: FailedTry): FailureDecision {
  const { tries, maxTries, ordered } = failed;
  const { retriable, outage } = (error ?? {}) as { retriable?: boolean; outage?: boolean };
  if (outage || retriable !== true || tries >= maxTries) return { then: "give up" };
  return { then: ordered ? "retry" : "retry later", afterMs: wait(failed) };
}

function wait({ tries, baseMs, chance }: FailedTry): number {
  return baseMs * 2 ** (tries - 1) * (0.8 + 0.4 * chance);
}
