/** One record of a measured load; the same as in the task. */
export interface Sample {
  readonly dueMs: number;
  readonly sentMs: number;
  readonly doneMs: number | undefined;
}

/** The waits from turn to acknowledgement, at these shares. */
export function quantiles(samples: readonly Sample[], shares: readonly number[]): number[] {
  return quantilesOf(samples.map(waitOf), shares);
}

/** How long a record waited; `Infinity` when it was never acknowledged. */
export function waitOf({ dueMs, doneMs }: Sample): number {
  return doneMs === undefined ? Infinity : doneMs - dueMs;
}

/** The values at these shares of them, in ascending order. */
export function quantilesOf(values: readonly number[], shares: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort();
  return shares.map((share) =>
    sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)]!
  );
}

/** The mean. */
export function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
