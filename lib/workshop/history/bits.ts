const PAGE_BITS = 32_768;
const PAGE_WORDS = PAGE_BITS / 32;

/** A set of whole numbers from 0, one bit each; stretches without any take no room. */
export class Bits {
  readonly #pages = new Map<number, Uint32Array>();
  #lastNumber = -1;
  #lastPage: Uint32Array | undefined;
  #size = 0;

  /** How many numbers are in the set. */
  get size(): number {
    return this.#size;
  }

  /** Whether a number is in the set. */
  has(index: number): boolean {
    const page = this.#page(Math.floor(index / PAGE_BITS));
    const bit = index % PAGE_BITS;
    return page !== undefined && (page[bit >>> 5]! & (1 << (bit & 31))) !== 0;
  }

  /** Puts a number in; `false` when it was there already. */
  add(index: number): boolean {
    if (this.has(index)) return false;
    const number = Math.floor(index / PAGE_BITS);
    const page = this.#page(number) ?? this.#newPage(number);
    const bit = index % PAGE_BITS;
    page[bit >>> 5]! |= 1 << (bit & 31);
    this.#size++;
    return true;
  }

  /** Takes a number out; `false` when it was not there. */
  delete(index: number): boolean {
    if (!this.has(index)) return false;
    const bit = index % PAGE_BITS;
    this.#page(Math.floor(index / PAGE_BITS))![bit >>> 5]! &= ~(1 << (bit & 31));
    this.#size--;
    return true;
  }

  /** The numbers in the set, rising. */
  *[Symbol.iterator](): Generator<number> {
    for (const number of [...this.#pages.keys()].sort((a, b) => a - b)) {
      const page = this.#pages.get(number)!;
      for (let word = 0; word < PAGE_WORDS; word++) {
        if (page[word] === 0) continue;
        for (let bit = 0; bit < 32; bit++) {
          if ((page[word]! & (1 << bit)) !== 0) yield number * PAGE_BITS + word * 32 + bit;
        }
      }
    }
  }

  /** The stretches `[from, to)` between two numbers that are not in the set. */
  *gaps(from: number, to: number): Generator<readonly [from: number, to: number]> {
    let start: number | undefined;
    for (let at = from; at < to;) {
      const step = this.#emptyStep(at, to);
      if (step > 0) {
        start ??= at;
        at += step;
        continue;
      }
      if (start !== undefined) yield [start, at];
      start = undefined;
      at++;
    }
    if (start !== undefined) yield [start, to];
  }

  /** How far on from `at` it is known at a glance that nothing is in the set; 0 when `at` is in it. */
  #emptyStep(at: number, to: number): number {
    const page = this.#page(Math.floor(at / PAGE_BITS));
    const bit = at % PAGE_BITS;
    if (page === undefined) return Math.min(PAGE_BITS - bit, to - at);
    if (page[bit >>> 5] === 0) return Math.min(32 - (bit & 31), to - at);
    return (page[bit >>> 5]! & (1 << (bit & 31))) === 0 ? 1 : 0;
  }

  #page(number: number): Uint32Array | undefined {
    if (number === this.#lastNumber) return this.#lastPage;
    this.#lastNumber = number;
    return this.#lastPage = this.#pages.get(number);
  }

  #newPage(number: number): Uint32Array {
    const page = new Uint32Array(PAGE_WORDS);
    this.#pages.set(number, page);
    this.#lastNumber = number;
    return this.#lastPage = page;
  }
}
