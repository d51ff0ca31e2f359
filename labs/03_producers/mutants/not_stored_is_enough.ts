// caught by: tells-send-again
// says: it failed again
// Sends again whatever is not stored, for ever.
import type { Classified } from "../stub.ts";

export function classify(error: unknown): Classified {
  const { definite } = error as { definite?: boolean };
  return { stored: definite === true ? "no" : "unknown", sendAgain: definite === true };
}
