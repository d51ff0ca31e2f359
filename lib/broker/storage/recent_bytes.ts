import { Pieces } from "./pieces.ts";

/** What all segments of a data folder may keep in memory together. */
const MOST_BYTES = 32 * 1024 * 1024;
/** What one segment may keep. */
const MOST_OF_ONE = 8 * 1024 * 1024;

/** Shares the memory for what was appended last among the segments of a data folder. */
export class RecentBudget {
  readonly #most: number;
  /** The one that was appended to longest ago stands first. */
  readonly #holders = new Map<RecentBytes, number>();
  #bytes = 0;

  constructor(most: number = MOST_BYTES) {
    this.#most = most;
  }

  /** Notes how much a segment keeps now; others forget what they keep, if it is too much. */
  note(holder: RecentBytes, bytes: number): void {
    this.#bytes += bytes - (this.#holders.get(holder) ?? 0);
    this.#holders.delete(holder);
    if (bytes > 0) this.#holders.set(holder, bytes);
    if (this.#bytes > this.#most) this.#holders.keys().next().value!.clear();
  }
}

/**
 * The end of a segment as it was appended. Who reads what was just written, as most consumers do, is
 * given these bytes: they are neither read from the disk nor copied.
 */
export class RecentBytes {
  readonly #budget: RecentBudget;
  readonly #pieces = new Pieces();
  /** Position in the segment where they begin. */
  #start = 0;

  constructor(budget: RecentBudget) {
    this.#budget = budget;
  }

  /** Notes what was appended at a position. */
  append(position: number, bytes: Uint8Array): void {
    if (this.#pieces.size + bytes.length > MOST_OF_ONE) this.#pieces.clear();
    if (this.#pieces.size === 0) this.#start = position;
    this.#pieces.append(bytes);
    this.#budget.note(this, this.#pieces.size);
  }

  /** What lies at a position and after it; `undefined` when it is not kept. */
  read(position: number, length: number): Uint8Array[] | undefined {
    if (this.#pieces.size === 0 || position < this.#start) return undefined;
    return this.#pieces.read(position - this.#start, length);
  }

  clear(): void {
    this.#pieces.clear();
    this.#budget.note(this, 0);
  }
}
