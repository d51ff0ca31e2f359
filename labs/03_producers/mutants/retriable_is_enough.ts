// caught by: tells-send-again
// says: looks for it in the log first
// Sends again whatever calls itself retriable.
import type { Classified } from "../stub.ts";

export function classify(error: unknown): Classified {
  const { definite, retriable } = error as { definite?: boolean; retriable?: boolean };
  return { stored: definite === true ? "no" : "unknown", sendAgain: retriable === true };
}
