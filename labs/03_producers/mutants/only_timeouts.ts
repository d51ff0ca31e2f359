// caught by: tells-stored
// says: nobody heard an answer
// Knows that a timeout is open, and forgets the lost connection.
import type { Classified } from "../stub.ts";

export function classify(error: unknown): Classified {
  const { code, retriable } = error as { code?: string; retriable?: boolean };
  const open = code === undefined || code === "REQUEST_TIMED_OUT" || code === "DEADLINE_EXCEEDED";
  return open ? { stored: "unknown", sendAgain: false } : {
    stored: "no",
    sendAgain: retriable === true,
  };
}
