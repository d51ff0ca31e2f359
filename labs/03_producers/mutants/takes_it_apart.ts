// caught by: tells-stored
// says: threw
// Takes the error apart as if it were always an object.
import type { DeliveryError } from "../../../lib/producer/mod.ts";
import type { Classified } from "../stub.ts";

export function classify(error: unknown): Classified {
  const { definite, retriable } = error as DeliveryError;
  if (definite !== true) return { stored: "unknown", sendAgain: false };
  return { stored: "no", sendAgain: retriable === true };
}
