/** A stretch of time between two flushes. */
export interface Epoch {
  /** How many that entered in it are still inside. */
  inside: number;
}

/** Knows when everything that entered before a moment has left. */
export class FlushGate {
  /** In their order; the last is the present one. */
  #epochs: Epoch[] = [{ inside: 0 }];
  readonly #waiting = new Set<{ readonly until: Epoch; readonly done: () => void }>();

  /** Something enters; the epoch is given back when it leaves. */
  enter(): Epoch {
    const epoch = this.#epochs.at(-1)!;
    epoch.inside++;
    return epoch;
  }

  /** Something that entered in this epoch leaves. */
  leave(epoch: Epoch): void {
    if (--epoch.inside === 0 && this.#waiting.size > 0) this.#tell();
  }

  /** Resolves when all that entered before this call have left. */
  async flush(): Promise<void> {
    const { promise, resolve: done } = Promise.withResolvers<void>();
    const waiter = { until: this.#epochs.at(-1)!, done };
    this.#epochs.push({ inside: 0 });
    this.#waiting.add(waiter);
    this.#tell();
    await promise;
  }

  #tell(): void {
    while (this.#epochs.length > 1 && this.#epochs[0]!.inside === 0) this.#epochs.shift();
    for (const waiter of this.#waiting) {
      if (this.#epochs.includes(waiter.until)) continue;
      this.#waiting.delete(waiter);
      waiter.done();
    }
  }
}
