// caught by: tells-send-again
// says: looks for it in the log first
// At least once, it says, and means twice.
import type { Classified } from "../stub.ts";

export function classify(error: unknown): Classified {
  const { definite, retriable } = error as { definite?: boolean; retriable?: boolean };
  if (definite !== true) return { stored: "unknown", sendAgain: true };
  return { stored: "no", sendAgain: retriable === true };
}
