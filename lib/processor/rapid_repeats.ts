/** When a user's events come too fast to be a person's. */
export interface RapidRepeatsOptions {
  /** Events of one user within the window that make it suspicious. @default {5} */
  readonly threshold?: number;
  /** Length of the window in event time, in milliseconds. @default {10000} */
  readonly windowMs?: number;
  /** Users remembered; the one seen longest ago is forgotten first. @default {10000} */
  readonly maxUsers?: number;
}

/** Finds users whose events repeat faster than a person acts, within bounded memory. */
export class RapidRepeats {
  readonly #threshold: number;
  readonly #windowMs: number;
  readonly #maxUsers: number;
  readonly #recent = new Map<number, number[]>();

  /** Remembers nothing yet. */
  constructor(options: RapidRepeatsOptions = {}) {
    this.#threshold = options.threshold ?? 5;
    this.#windowMs = options.windowMs ?? 10_000;
    this.#maxUsers = options.maxUsers ?? 10_000;
  }

  /** Notes an event and says whether its user is now too fast; late events count by their time. */
  note(userId: number, timeMs: number): boolean {
    const known = this.#recent.get(userId) ?? [];
    const times = [...known, timeMs].filter((at) => Math.abs(timeMs - at) < this.#windowMs)
      .slice(-this.#threshold);
    this.#recent.delete(userId);
    this.#recent.set(userId, times);
    if (this.#recent.size > this.#maxUsers) {
      this.#recent.delete(this.#recent.keys().next().value!);
    }
    return times.length >= this.#threshold;
  }

  /** How many users are remembered. */
  get users(): number {
    return this.#recent.size;
  }
}
