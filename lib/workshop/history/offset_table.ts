const PAGE = 4096;
const NOBODY = -1;

/** Which number stands at each offset of a partition: eight bytes an offset that is in use. */
export class OffsetTable {
  readonly #pages = new Map<number, Float64Array>();
  #size = 0;

  /** How many offsets are in use. */
  get size(): number {
    return this.#size;
  }

  /** The number at an offset. */
  get(offset: number): number | undefined {
    const number = this.#pages.get(Math.floor(offset / PAGE))?.[offset % PAGE] ?? NOBODY;
    return number === NOBODY ? undefined : number;
  }

  /** Whether an offset is in use. */
  has(offset: number): boolean {
    return this.get(offset) !== undefined;
  }

  /** Puts a number at an offset. */
  set(offset: number, number: number): void {
    const at = Math.floor(offset / PAGE);
    let page = this.#pages.get(at);
    if (page === undefined) this.#pages.set(at, page = new Float64Array(PAGE).fill(NOBODY));
    if (page[offset % PAGE] === NOBODY) this.#size++;
    page[offset % PAGE] = number;
  }

  /** Offsets and what stands there, rising, from one offset up to another. */
  *entries(from = 0, to = Infinity): Generator<readonly [offset: number, number: number]> {
    for (const page of [...this.#pages.keys()].sort((a, b) => a - b)) {
      if ((page + 1) * PAGE <= from || page * PAGE >= to) continue;
      const numbers = this.#pages.get(page)!;
      for (let at = 0; at < PAGE; at++) {
        const offset = page * PAGE + at;
        if (numbers[at] !== NOBODY && offset >= from && offset < to) yield [offset, numbers[at]!];
      }
    }
  }
}
