// caught by: tells-apart
// says: What it follows from has no say
// Looks for an outage, or for what may pass, in all that an error follows from.
import type { FailureDecision } from "../../../lib/consumer/mod.ts";
import type { FailedTry } from "../stub.ts";

export function decide(error: unknown, failed: FailedTry): FailureDecision {
  const { tries, maxTries, ordered } = failed;
  if (isSaid(error, "outage")) return { then: "wait" };
  if (!isSaid(error, "retriable") || tries >= maxTries) return { then: "give up" };
  const afterMs = failed.baseMs * 2 ** (tries - 1) * (0.8 + 0.4 * failed.chance);
  return { then: ordered ? "retry" : "retry later", afterMs };
}

/** Whether an error says so, or its cause, or the cause of that. */
function isSaid(error: unknown, what: "outage" | "retriable"): boolean {
  if (typeof error !== "object" || error === null) return false;
  const said = error as { outage?: boolean; retriable?: boolean; cause?: unknown };
  return said[what] === true || isSaid(said.cause, what);
}
