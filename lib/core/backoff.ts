import type { Random } from "./random.ts";

/** How long to wait between attempts. */
export interface BackoffPolicy {
  /** Delay before the first retry, in milliseconds. */
  readonly baseMs: number;
  /** The longest delay, in milliseconds. @default {60000} */
  readonly maxMs?: number;
  /** How much each retry lengthens the delay. @default {2} */
  readonly factor?: number;
  /** Share of the delay that chance may add or take, from 0 to 1. @default {0.2} */
  readonly jitter?: number;
}

/**
 * The delay before retry number `retry` (1 is the first): `baseMs · factor^(retry − 1)`, at most
 * `maxMs`, spread by jitter when a source of chance is given.
 *
 * @example
 * ```ts
 * import { backoffDelayMs } from "./backoff.ts";
 *
 * console.log([1, 2, 3].map((retry) => backoffDelayMs(retry, { baseMs: 2000 }))); // [2000, 4000, 8000]
 * ```
 */
export function backoffDelayMs(retry: number, policy: BackoffPolicy, random?: Random): number {
  const { baseMs, maxMs = 60_000, factor = 2, jitter = 0.2 } = policy;
  const delayMs = Math.min(maxMs, baseMs * factor ** (retry - 1));
  const spread = random === undefined ? 0 : (random.next() * 2 - 1) * jitter;
  return Math.round(Math.min(maxMs, delayMs * (1 + spread)));
}
