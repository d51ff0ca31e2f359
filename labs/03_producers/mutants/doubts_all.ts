// caught by: tells-stored
// says: can be told so
// Never commits itself.
import type { Classified } from "../stub.ts";

export function classify(error: unknown): Classified {
  return { stored: error === undefined ? "no" : "unknown", sendAgain: false };
}
