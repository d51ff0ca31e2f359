// caught by: one-end
// says: without an end
// Takes whatever may pass for an outage.
import type { FailureDecision } from "../../../lib/consumer/mod.ts";
import type { FailedTry } from "../stub.ts";

export function decide(error: unknown, _failed: FailedTry): FailureDecision {
  const { retriable } = (error ?? {}) as { retriable?: boolean };
  if (retriable === true) return { then: "wait" };
  return { then: "give up" };
}
