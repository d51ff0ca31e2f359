// caught by: right-tries
// says: is poison, was tried
// Hopes that poison gets better.
import type { FailureDecision } from "../../../lib/consumer/mod.ts";
import type { FailedTry } from "../stub.ts";

export function decide(error: unknown, failed: FailedTry): FailureDecision {
  const { tries, maxTries, ordered } = failed;
  const { outage } = (error ?? {}) as { outage?: boolean };
  if (outage) return { then: "wait" };
  if (tries >= maxTries) return { then: "give up" };
  return { then: ordered ? "retry" : "retry later", afterMs: wait(failed) };
}

function wait({ tries, baseMs, chance }: FailedTry): number {
  return baseMs * 2 ** (tries - 1) * (0.8 + 0.4 * chance);
}
