/** The two times a program needs, and waiting; handed in so that tests decide what time it is. */
export interface Clock {
  /** Wall-clock time in milliseconds since 1970: for timestamps that people or records see. */
  now(): number;
  /** Milliseconds on a clock that never steps: for durations and deadlines. */
  monotonicMs(): number;
  /**
   * Resolves after `ms` milliseconds.
   *
   * @throws the signal's reason when it aborts first
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep(ms, signal) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal!.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      }, ms);
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  },
};

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #elapsedMs = 0;
  readonly #startMs: number;
  readonly #sleepers = new Set<{ atMs: number; wake: () => void }>();

  /** Stands at `startMs`, in milliseconds since 1970. */
  constructor(startMs = Date.UTC(2024, 0, 1)) {
    this.#startMs = startMs;
  }

  now(): number {
    return this.#startMs + this.#elapsedMs;
  }

  monotonicMs(): number {
    return this.#elapsedMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        this.#sleepers.delete(sleeper);
        reject(signal!.reason);
      };
      const sleeper = {
        atMs: this.#elapsedMs + ms,
        wake: () => {
          signal?.removeEventListener("abort", onAbort);
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  /** How many calls of `sleep` are waiting. */
  get sleepers(): number {
    return this.#sleepers.size;
  }

  /** Moves the time on and wakes, in their order, the sleepers that fall due. */
  advance(ms: number): void {
    this.#elapsedMs += ms;
    const due = [...this.#sleepers].filter((sleeper) => sleeper.atMs <= this.#elapsedMs)
      .sort((a, b) => a.atMs - b.atMs);
    for (const sleeper of due) {
      this.#sleepers.delete(sleeper);
      sleeper.wake();
    }
  }
}
