/** A value at a time. */
export interface Sample {
  /** In milliseconds, from any moment on. */
  readonly atMs: number;
  readonly value: number;
}

/** How much the straight line that fits best (least squares) rises in so many milliseconds. */
export function riseIn(ms: number, samples: readonly Sample[]): number {
  const mean = (pick: (sample: Sample) => number) =>
    samples.reduce((sum, sample) => sum + pick(sample), 0) / samples.length;
  const [atMs, value] = [mean((sample) => sample.atMs), mean((sample) => sample.value)];
  let [product, square] = [0, 0];
  for (const sample of samples) {
    product += (sample.atMs - atMs) * (sample.value - value);
    square += (sample.atMs - atMs) ** 2;
  }
  return square === 0 ? 0 : ms * product / square;
}

/** The median of the first tenth and that of the last. */
export function ends(samples: readonly Sample[]): readonly [early: number, late: number] {
  const count = Math.ceil(samples.length / 10);
  return [median(samples.slice(0, count)), median(samples.slice(-count))];
}

function median(samples: readonly Sample[]): number {
  return samples.map(({ value }) => value).sort((a, b) => a - b)[samples.length >> 1] ?? 0;
}
