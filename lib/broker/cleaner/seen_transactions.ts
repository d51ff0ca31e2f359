import { decodeMarker, type RecordBatch } from "../../protocol/mod.ts";
import type { AbortedTransaction } from "../log/aborted_transactions.ts";

interface Ongoing {
  readonly transaction: AbortedTransaction;
  hasBatches: boolean;
}

/**
 * Follows the transactions of a log from batch to batch, to tell which batches were aborted and
 * which markers have nothing left that they could speak of.
 */
export class SeenTransactions {
  /** Aborted transactions of which something is left, in the order of their markers. */
  readonly left: AbortedTransaction[] = [];
  /** Aborted transactions still to come, the next one last. */
  readonly #coming: AbortedTransaction[];
  readonly #aborted = new Map<number, Ongoing>();
  readonly #committed = new Set<number>();

  /** Takes all aborted transactions of the range that is walked through. */
  constructor(aborted: readonly AbortedTransaction[]) {
    this.#coming = aborted.toSorted((a, b) => b.firstOffset - a.firstOffset);
  }

  /**
   * Takes in the next batch. Returns whether it may go: records of an aborted transaction, or the
   * marker of a transaction that has no batch left.
   */
  discards(batch: RecordBatch): boolean {
    this.#beginUpTo(batch.lastOffset);
    if (batch.isControl) return this.#discardsMarker(batch);
    if (!batch.isTransactional) return false;
    const aborted = this.#aborted.get(batch.producerId);
    if (aborted === undefined) {
      this.#committed.add(batch.producerId);
      return false;
    }
    aborted.hasBatches = true;
    return true;
  }

  #beginUpTo(offset: number): void {
    for (let next = this.#coming.at(-1); next !== undefined; next = this.#coming.at(-1)) {
      if (next.firstOffset > offset) return;
      this.#coming.pop();
      if (this.#aborted.has(next.producerId)) continue;
      this.#aborted.set(next.producerId, { transaction: next, hasBatches: false });
    }
  }

  #discardsMarker(batch: RecordBatch): boolean {
    if (batch.count === 0) return true;
    const marker = decodeMarker(batch);
    if (marker === undefined) return false;
    if (marker.result === "commit") return !this.#committed.delete(batch.producerId);
    const aborted = this.#aborted.get(batch.producerId);
    this.#aborted.delete(batch.producerId);
    if (!aborted?.hasBatches) return true;
    this.left.push(aborted.transaction);
    return false;
  }
}
