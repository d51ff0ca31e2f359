import { type Clock, systemClock } from "./clock.ts";
import { WorkshopError } from "./errors.ts";

/** How long to wait for a condition and how often to look. */
export interface WaitOptions {
  /** What is waited for, for the error: `"group orders to be Stable"`. */
  readonly what: string;
  /** The longest wait, in milliseconds. @default {30000} */
  readonly timeoutMs?: number;
  /** Time between two looks, in milliseconds. @default {20} */
  readonly intervalMs?: number;
  /** Ends the wait early. */
  readonly signal?: AbortSignal;
  /** Whose time it is. @default {systemClock} */
  readonly clock?: Clock;
}

/**
 * Asks again and again until the answer is neither `undefined`, `null` nor `false`, and returns it.
 *
 * @throws {WorkshopError} code `WAIT_TIMEOUT` when the time is up; the signal's reason on abort
 */
export async function waitFor<T>(
  probe: () => T | Promise<T>,
  options: WaitOptions,
): Promise<NonNullable<Exclude<T, false>>> {
  const { what, timeoutMs = 30_000, intervalMs = 20, signal, clock = systemClock } = options;
  const deadlineMs = clock.monotonicMs() + timeoutMs;
  while (true) {
    signal?.throwIfAborted();
    const answer = await probe();
    if (answer !== undefined && answer !== null && answer !== false) {
      return answer as NonNullable<Exclude<T, false>>;
    }
    if (clock.monotonicMs() >= deadlineMs) {
      throw new WorkshopError(`Waited ${timeoutMs} ms for ${what}`, {
        code: "WAIT_TIMEOUT",
        retriable: true,
      });
    }
    await clock.sleep(intervalMs, signal);
  }
}

/**
 * The promise's value, if it settles in time.
 *
 * @throws {WorkshopError} code `DEADLINE_EXCEEDED`, not definite: the work may still be done
 */
export async function withDeadline<T>(
  work: Promise<T>,
  options: { readonly what: string; readonly timeoutMs: number; readonly clock?: Clock },
): Promise<T> {
  const { what, timeoutMs, clock = systemClock } = options;
  const stop = new AbortController();
  const late = clock.sleep(timeoutMs, stop.signal).then(() => {
    throw new WorkshopError(`No end of ${what} within ${timeoutMs} ms`, {
      code: "DEADLINE_EXCEEDED",
      retriable: true,
      definite: false,
    });
  });
  late.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    stop.abort();
  }
}

/**
 * The work's value, unless the signal aborts first: then the wait ends, whatever the work does.
 *
 * @throws the signal's reason
 */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  // Nobody else may be there to handle it once the wait is over.
  work.catch(() => {});
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
