import type { Clock } from "../core/mod.ts";

/** Behind by more than this, lost time is not made up for: no flood after an outage. */
const MAX_BEHIND_MS = 1000;

/** Lets something happen at a steady rate, the first time at once. */
export class Pace {
  readonly #intervalMs: number;
  readonly #clock: Clock;
  #dueMs: number;

  /** Begins now; an interval of 0 never waits. */
  constructor(intervalMs: number, clock: Clock) {
    this.#intervalMs = intervalMs;
    this.#clock = clock;
    this.#dueMs = clock.monotonicMs();
  }

  /**
   * Resolves when it is time again.
   *
   * @throws the signal's reason when it aborts
   */
  async next(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#dueMs > MAX_BEHIND_MS) this.#dueMs = nowMs;
    if (this.#dueMs > nowMs) await this.#clock.sleep(Math.ceil(this.#dueMs - nowMs), signal);
    this.#dueMs += this.#intervalMs;
  }
}
