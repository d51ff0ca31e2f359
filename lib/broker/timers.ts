import type { Clock } from "../core/mod.ts";

/** A callback that is still to come. */
export interface Timer {
  cancel(): void;
}

/** Callbacks after a time on a {@link Clock}; closing it cancels them all. */
export class Timers {
  readonly #clock: Clock;
  readonly #pending = new Set<AbortController>();
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls `callback` once, `ms` milliseconds from now. */
  after(ms: number, callback: () => void): Timer {
    const stop = new AbortController();
    if (this.#closed) return { cancel() {} };
    this.#pending.add(stop);
    this.#clock.sleep(ms, stop.signal).then(() => {
      if (this.#pending.delete(stop)) callback();
    }, () => {});
    return { cancel: () => this.#cancel(stop) };
  }

  /** How many callbacks are still to come. */
  get pending(): number {
    return this.#pending.size;
  }

  #cancel(stop: AbortController): void {
    if (this.#pending.delete(stop)) stop.abort("cancelled");
  }

  close(): void {
    this.#closed = true;
    for (const stop of [...this.#pending]) this.#cancel(stop);
  }
}
