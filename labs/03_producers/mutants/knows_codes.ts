// caught by: tells-stored
// says: nobody heard an answer
// Learns from the first error of a code what all others of that code mean.
import type { Classified } from "../stub.ts";

const meanings = new Map<unknown, Classified>();

export function classify(error: unknown): Classified {
  const { code, definite, retriable } = Object(error);
  const known = meanings.get(code);
  if (known !== undefined) return known;
  const isSure = definite === true;
  const meaning: Classified = {
    stored: isSure ? "no" : "unknown",
    sendAgain: isSure && retriable === true,
  };
  meanings.set(code, meaning);
  return meaning;
}
