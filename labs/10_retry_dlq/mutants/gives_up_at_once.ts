// caught by: one-end
// says: was not planted to fail
// Leaves all retrying to people.
import type { FailureDecision } from "../../../lib/consumer/mod.ts";
import type { FailedTry } from "../stub.ts";

export function decide(error: unknown, _failed: FailedTry): FailureDecision {
  const { outage } = (error ?? {}) as { outage?: boolean };
  return outage ? { then: "wait" } : { then: "give up" };
}
