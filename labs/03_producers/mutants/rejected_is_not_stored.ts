// caught by: tells-stored
// says: nobody heard an answer
// Takes a rejection for a refusal.
import type { Classified } from "../stub.ts";

export function classify(error: unknown): Classified {
  const { retriable } = error as { retriable?: boolean };
  return { stored: "no", sendAgain: retriable === true };
}
