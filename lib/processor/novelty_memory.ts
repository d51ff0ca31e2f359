/** How a memory judges what is new to it. */
export interface NoveltyOptions {
  /** How many of the latest values are remembered. */
  readonly size: number;
  /** To which of its nearest remembered values the distance of a value is measured. */
  readonly neighbours: number;
  /** The share of the remembered values that may be as new as what is called new. */
  readonly rate: number;
}

/** All that a memory holds, as plain data. */
export interface NoveltySnapshot {
  /** The remembered values, the oldest first. */
  readonly values: readonly number[];
  /** The limit that is in use; null before the first. */
  readonly limit: number | null;
  /** Values learned since it was found. */
  readonly limitAge: number;
}

/** Distances this small beside the values are what arithmetic leaves. */
const ROUNDING = 1e-9;
/** The limit is found anew after a value in so many. */
const LIMIT_SHARE = 1 / 200;

/**
 * The latest values of a series, and how far new ones are from them. How far is far is asked of the
 * remembered values themselves: each is measured as if it were the new one and the others were the
 * memory. By that a limit needs no unit and no shape of distribution: if nothing changes, the newest
 * value is as likely as any other to be among the farthest (conformal prediction, Vovk and others,
 * 2005).
 */
export class NoveltyMemory {
  readonly #options: NoveltyOptions;
  /** In the order of size; as many as there are in arrivals. */
  readonly #sorted: Float64Array;
  /** A ring in the order of arrival. */
  readonly #arrivals: Float64Array;
  #next = 0;
  #count = 0;
  #limit: number | undefined;
  #limitAge = 0;

  constructor(options: NoveltyOptions) {
    this.#options = options;
    this.#sorted = new Float64Array(options.size);
    this.#arrivals = new Float64Array(options.size);
  }

  get count(): number {
    return this.#count;
  }

  /** The value in the middle; undefined of nothing. */
  get median(): number | undefined {
    return this.#count === 0 ? undefined : this.#sorted[this.#count >> 1];
  }

  /** How far a value is from its neighbours, and how far is not yet new. */
  judge(value: number): { readonly distance: number; readonly limit: number } {
    const { neighbours } = this.#options;
    if (this.#count < neighbours) return { distance: 0, limit: 0 };
    return { distance: this.#distance(value), limit: this.#currentLimit() };
  }

  learn(value: number): void {
    const full = this.#count === this.#options.size;
    if (full) this.#remove(this.#arrivals[this.#next]!);
    const at = this.#placeOf(value);
    this.#sorted.copyWithin(at + 1, at, this.#count);
    this.#sorted[at] = value;
    this.#count++;
    this.#arrivals[this.#next] = value;
    this.#next = (this.#next + 1) % this.#options.size;
    this.#limitAge++;
  }

  snapshot(): NoveltySnapshot {
    const values = [
      ...this.#arrivals.subarray(this.#next),
      ...this.#arrivals.subarray(0, this.#next),
    ]
      .slice(this.#options.size - this.#count);
    return { values, limit: this.#limit ?? null, limitAge: this.#limitAge };
  }

  restore({ values, limit, limitAge }: NoveltySnapshot): void {
    this.#next = 0;
    this.#count = 0;
    for (const value of values) this.learn(value);
    this.#limit = limit ?? undefined;
    this.#limitAge = limitAge;
  }

  /** From a value that is not remembered to the farthest of its nearest neighbours. */
  #distance(value: number): number {
    const sorted = this.#sorted;
    let above = this.#placeOf(value);
    let below = above - 1;
    let distance = 0;
    for (let taken = 0; taken < this.#options.neighbours; taken++) {
      const down = below >= 0 ? value - sorted[below]! : Infinity;
      const up = above < this.#count ? sorted[above]! - value : Infinity;
      distance = Math.min(down, up);
      if (down <= up) below--;
      else above++;
    }
    return distance <= ROUNDING * Math.abs(value) ? 0 : distance;
  }

  #currentLimit(): number {
    if (this.#limit === undefined || this.#limitAge > this.#count * LIMIT_SHARE) {
      this.#limit = this.#findLimit();
      this.#limitAge = 0;
    }
    return this.#limit;
  }

  /** The distance that only the allowed share of the remembered values exceeds. */
  #findLimit(): number {
    const allowed = Math.floor(this.#options.rate * this.#count);
    /** The greatest so far, the least of them first. */
    const greatest: number[] = [];
    for (let at = 0; at < this.#count; at++) {
      const distance = this.#distanceWithin(at);
      if (greatest.length > allowed && distance <= greatest[0]!) continue;
      const place = greatest.findIndex((other) => other >= distance);
      greatest.splice(place < 0 ? greatest.length : place, 0, distance);
      if (greatest.length > allowed + 1) greatest.shift();
    }
    return greatest[0] ?? 0;
  }

  /** As {@linkcode #distance}, of a remembered value from the others: they are next to it in order. */
  #distanceWithin(at: number): number {
    const sorted = this.#sorted;
    const { neighbours } = this.#options;
    const value = sorted[at]!;
    let distance = Infinity;
    const first = Math.max(0, at - neighbours);
    for (let low = first; low <= at && low + neighbours < this.#count; low++) {
      distance = Math.min(
        distance,
        Math.max(value - sorted[low]!, sorted[low + neighbours]! - value),
      );
    }
    return distance === Infinity ? 0 : distance;
  }

  #remove(value: number): void {
    const at = this.#placeOf(value);
    this.#sorted.copyWithin(at, at + 1, this.#count);
    this.#count--;
  }

  /** Where the first value is that is not less. */
  #placeOf(value: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sorted[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
