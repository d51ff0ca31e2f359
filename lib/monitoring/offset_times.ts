interface Sample {
  readonly end: bigint;
  readonly atMs: number;
}

const MAX_SAMPLES = 128;

/**
 * Remembers when a partition's end was where, so that an offset can be given an age. Samples grow
 * sparser with age, so that a bounded table reaches far back.
 */
export class OffsetTimes {
  #samples: Sample[] = [];

  /** How many samples are kept. */
  get size(): number {
    return this.#samples.length;
  }

  /** Notes that the next record was to get offset `end` at `atMs` (a monotonic time). */
  add(end: bigint, atMs: number): void {
    const [before, last] = this.#samples.slice(-2);
    const newest = this.#samples.at(-1);
    if (newest !== undefined && end < newest.end) this.#samples = [];
    // of a time without new records only the two ends matter
    if (before?.end === end && last?.end === end) this.#samples.pop();
    this.#samples.push({ end, atMs });
    if (this.#samples.length > MAX_SAMPLES) this.#thinOut();
  }

  /**
   * About how many seconds ago the record at `offset` was written: interpolated between samples,
   * before the first one by the rate since then. `undefined` when there is too little to tell.
   */
  ageSeconds(offset: bigint, nowMs: number): number | undefined {
    const samples = this.#samples;
    const newest = samples.at(-1);
    if (newest === undefined) return undefined;
    if (offset >= newest.end) return 0;
    const next = samples.findIndex((sample) => sample.end > offset);
    const [low, high] = next > 0
      ? [samples[next - 1]!, samples[next]!]
      : [samples[0]!, samples.findLast((sample) => sample.end > samples[0]!.end)];
    if (high === undefined) return undefined;
    const share = Number(offset - low.end) / Number(high.end - low.end);
    const writtenMs = low.atMs + share * (high.atMs - low.atMs);
    return Math.max(0, nowMs - writtenMs) / 1000;
  }

  #thinOut(): void {
    const half = MAX_SAMPLES / 2;
    this.#samples = this.#samples.filter((_, index) => index >= half || index % 2 === 0);
  }
}
