// caught by: tells-stored
// says: can be told so
// Believes nobody but the producer, and throws away what others know.
import { DeliveryError } from "../../../lib/producer/mod.ts";
import type { Classified } from "../stub.ts";

export function classify(error: unknown): Classified {
  if (!(error instanceof DeliveryError)) return { stored: "unknown", sendAgain: false };
  return {
    stored: error.definite ? "no" : "unknown",
    sendAgain: error.definite && error.retriable,
  };
}
