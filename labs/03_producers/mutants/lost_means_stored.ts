// caught by: tells-stored
// says: no producer could know
// Has seen the record in the log once and believes that it is always there.
import type { Classified } from "../stub.ts";

export function classify(error: unknown): Classified {
  const { code, definite } = error as { code?: string; definite?: boolean };
  if (code === "CONNECTION_LOST") return { stored: "yes", sendAgain: false };
  return { stored: definite === true ? "no" : "unknown", sendAgain: false };
}
