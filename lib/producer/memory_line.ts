import type { PendingRecord } from "./batch.ts";

/** What the line is bounded by. */
export interface MemoryLineOptions {
  /** Bytes that may be on their way, and as many again that may wait. */
  readonly maxBytes: number;
  /** There is room for this record. */
  readonly onAdmitted: (entry: PendingRecord) => void;
}

/** Bounds the bytes of records on their way; the others wait in line, first come first served. */
export class MemoryLine {
  readonly #options: MemoryLineOptions;
  #line: PendingRecord[] = [];
  #lineBytes = 0;
  #usedBytes = 0;
  #admitting = false;
  #readyWaiters: (() => void)[] = [];

  constructor(options: MemoryLineOptions) {
    this.#options = options;
  }

  /** Bytes on their way and in line. */
  get bytes(): number {
    return this.#usedBytes + this.#lineBytes;
  }

  get #full(): boolean {
    return this.#usedBytes >= this.#options.maxBytes;
  }

  /** Whether even the line has no room for so many bytes. */
  isOverfull(bytes: number): boolean {
    return this.#lineBytes + bytes > this.#options.maxBytes;
  }

  /** Admits a record, now or when there is room. */
  add(entry: PendingRecord): void {
    if (this.#line.length === 0 && !this.#full && !this.#admitting) {
      this.#usedBytes += entry.heldBytes;
      this.#options.onAdmitted(entry);
      return;
    }
    this.#line.push(entry);
    this.#lineBytes += entry.heldBytes;
    this.#admit();
  }

  /** The memory of an admitted record is free again. */
  free(bytes: number): void {
    this.#usedBytes -= bytes;
    if (this.#line.length > 0) this.#admit();
    if (this.#readyWaiters.length === 0 || this.#full) return;
    for (const wake of this.#readyWaiters.splice(0)) wake();
  }

  #admit(): void {
    if (this.#admitting) return;
    this.#admitting = true;
    let admitted = 0;
    while (admitted < this.#line.length && !this.#full) {
      const entry = this.#line[admitted++]!;
      this.#lineBytes -= entry.heldBytes;
      this.#usedBytes += entry.heldBytes;
      this.#options.onAdmitted(entry);
    }
    if (admitted > 0) this.#line = this.#line.slice(admitted);
    this.#admitting = false;
  }

  /** Resolves when there is room. */
  async ready(): Promise<void> {
    while (this.#full) await new Promise<void>((resolve) => this.#readyWaiters.push(resolve));
  }

  /** Takes everything out of the line; whoever takes it frees its memory. */
  takeAll(): PendingRecord[] {
    const left = this.#line;
    this.#line = [];
    this.#usedBytes += this.#lineBytes;
    this.#lineBytes = 0;
    return left;
  }
}
