import type { BackoffPolicy } from "../core/mod.ts";

/** How often a record is tried again, and how long is waited before. */
export interface RetryPolicy extends BackoffPolicy {
  /** Tries after the first. */
  readonly maxRetries: number;
}

/** Three retries after 2, 4 and 8 seconds, give or take a fifth. */
export const DEFAULT_RETRY: RetryPolicy = Object.freeze({ maxRetries: 3, baseMs: 2000 });
