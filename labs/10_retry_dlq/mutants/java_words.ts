// caught by: tells-apart
// says: The consumer needs
// Answers in words of its own.
import type { FailedTry } from "../stub.ts";

export function decide(error: unknown, { tries, maxTries, baseMs }: FailedTry) {
  const { retriable } = (error ?? {}) as { retriable?: boolean };
  return retriable && tries < maxTries ? { action: "RETRY", delay: baseMs } : { action: "DLT" };
}
