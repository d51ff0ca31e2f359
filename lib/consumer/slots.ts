import { ConfigError } from "../core/mod.ts";

/** So many may work at the same time; the others wait in the order in which they came. */
export class Slots {
  #free: number;
  readonly #waiting = new Set<() => void>();

  /** Holds so many places. @throws {ConfigError} when that is none */
  constructor(count: number) {
    if (!(count >= 1)) {
      throw new ConfigError(`maxConcurrentPartitions is ${count}: at least 1 must be worked on`);
    }
    this.#free = count;
  }

  /**
   * Takes a place: at once, giving nothing, or by a promise for when there is one.
   *
   * @throws the signal's reason when it aborts first
   */
  take(signal: AbortSignal): Promise<void> | undefined {
    if (this.#free > 0) {
      this.#free--;
      return undefined;
    }
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#waiting.delete(enter);
        reject(signal.reason);
      };
      const enter = () => {
        signal.removeEventListener("abort", onAbort);
        resolve();
      };
      if (signal.aborted) return reject(signal.reason);
      this.#waiting.add(enter);
      signal.addEventListener("abort", onAbort, { once: true });
    });
  }

  /** Gives a place back: to who has waited longest, if anybody does. */
  free(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free++;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
