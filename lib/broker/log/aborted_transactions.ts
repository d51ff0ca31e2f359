/** A transaction that was aborted, and where it lies in a partition. */
export interface AbortedTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
  /** Offset of its marker. */
  readonly lastOffset: number;
}

/** The aborted transactions of one partition, in the order of their markers. */
export class AbortedTransactions {
  readonly #transactions: AbortedTransaction[] = [];

  add(transaction: AbortedTransaction): void {
    this.#transactions.push(transaction);
  }

  /** Those that a reader of the offsets from `from` up to `to`, exclusive, must leave out. */
  within(from: number, to: number): AbortedTransaction[] {
    const found: AbortedTransaction[] = [];
    for (let index = this.#firstEndingAt(from); index < this.#transactions.length; index++) {
      const transaction = this.#transactions[index]!;
      if (transaction.firstOffset < to) found.push(transaction);
    }
    return found;
  }

  /** Index of the first transaction whose marker is at or after an offset. */
  #firstEndingAt(offset: number): number {
    let low = 0;
    let high = this.#transactions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#transactions[middle]!.lastOffset < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Leaves only these of the transactions whose marker lies before an offset. */
  replaceBefore(offset: number, left: readonly AbortedTransaction[]): void {
    this.#transactions.splice(0, this.#firstEndingAt(offset), ...left);
  }

  /** Forgets transactions whose marker lies before an offset. */
  dropBefore(offset: number): void {
    this.#transactions.splice(0, this.#firstEndingAt(offset));
  }

  /** Forgets transactions whose marker lies at or after an offset. */
  truncate(offset: number): void {
    this.#transactions.length = this.#firstEndingAt(offset);
  }

  /** All of them, to be kept. */
  keep(): readonly AbortedTransaction[] {
    return this.#transactions;
  }

  /** Takes over what was kept. */
  restore(transactions: readonly AbortedTransaction[]): void {
    for (const transaction of transactions) this.#transactions.push(transaction);
  }
}
