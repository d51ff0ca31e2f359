/** The first offset of a leader epoch. */
export interface EpochStart {
  readonly epoch: number;
  readonly startOffset: number;
}

/** Where each leader epoch began: what followers and careful consumers ask for (KIP-320). */
export class LeaderEpochs {
  readonly #starts: EpochStart[] = [];

  /** The epoch of the last batch; −1 when there is none. */
  get latest(): number {
    return this.#starts.at(-1)?.epoch ?? -1;
  }

  /** Notes a batch; epochs never fall. */
  note(epoch: number, baseOffset: number): void {
    if (epoch > this.latest) this.#starts.push({ epoch, startOffset: baseOffset });
  }

  /** Notes that a leader begins at the end of the log; epochs without a record are forgotten. */
  begin(epoch: number, logEndOffset: number): void {
    this.truncate(logEndOffset);
    this.note(epoch, logEndOffset);
  }

  /** The epoch of the record at an offset; −1 when it is not known. */
  epochOf(offset: number): number {
    return this.#starts.findLast(({ startOffset }) => startOffset <= offset)?.epoch ?? -1;
  }

  /**
   * The greatest known epoch up to `epoch`, and the offset where it ended; `endOffset` is the end
   * of the log.
   */
  endOf(epoch: number, endOffset: number): { epoch: number; endOffset: number } | undefined {
    if (epoch < 0) return undefined;
    if (epoch === this.latest) return { epoch, endOffset };
    const next = this.#starts.findIndex((start) => start.epoch > epoch);
    if (next === -1) return undefined;
    const before = this.#starts[next - 1]?.epoch ?? epoch;
    return { epoch: before, endOffset: this.#starts[next]!.startOffset };
  }

  /** Forgets what began at or after an offset. */
  truncate(offset: number): void {
    while ((this.#starts.at(-1)?.startOffset ?? -1) >= offset) this.#starts.pop();
  }

  /** All of them, to be kept. */
  keep(): readonly EpochStart[] {
    return this.#starts;
  }

  /** Takes over what was kept. */
  restore(starts: readonly EpochStart[]): void {
    this.#starts.push(...starts);
  }
}
