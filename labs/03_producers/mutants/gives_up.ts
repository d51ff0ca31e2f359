// caught by: tells-send-again
// says: giving up loses a record
// Never tries again.
import type { Classified } from "../stub.ts";

export function classify(error: unknown): Classified {
  const { definite } = error as { definite?: boolean };
  return { stored: definite === true ? "no" : "unknown", sendAgain: false };
}
