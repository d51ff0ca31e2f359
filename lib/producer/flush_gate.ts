/** Knows when everything that entered before a moment has left. */
export class FlushGate {
  /** How many of each epoch are still inside; a flush begins the next epoch. */
  readonly #inside = new Map<number, number>();
  readonly #waiting = new Set<{ readonly epoch: number; readonly done: () => void }>();
  #epoch = 0;

  /** Something enters; the number is given back when it leaves. */
  enter(): number {
    this.#inside.set(this.#epoch, (this.#inside.get(this.#epoch) ?? 0) + 1);
    return this.#epoch;
  }

  /** Something that entered in this epoch leaves. */
  leave(epoch: number): void {
    const left = this.#inside.get(epoch)! - 1;
    if (left > 0) this.#inside.set(epoch, left);
    else {
      this.#inside.delete(epoch);
      this.#tell();
    }
  }

  /** Resolves when all that entered before this call have left. */
  async flush(): Promise<void> {
    const { promise, resolve: done } = Promise.withResolvers<void>();
    const waiter = { epoch: this.#epoch++, done };
    this.#waiting.add(waiter);
    this.#tell();
    await promise;
    this.#waiting.delete(waiter);
  }

  #tell(): void {
    const oldest = Math.min(...this.#inside.keys());
    for (const { epoch, done } of this.#waiting) if (oldest > epoch) done();
  }
}
