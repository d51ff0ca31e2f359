import { WorkshopError } from "../core/mod.ts";
import type { Aggregation } from "./aggregations.ts";

/** How exact quantiles are, and what they may cost. */
export interface QuantileOptions {
  /** Greatest relative error of a quantile, above 0 and below 1. @default {0.01} */
  readonly relativeError?: number;
  /**
   * Most buckets for each sign. When the values span more, those nearest to zero share one; with the
   * defaults 2048 hold 17 powers of ten.
   * @default {2048}
   */
  readonly maxBuckets?: number;
}

/** Counts of values of one sign, in buckets that grow by a constant factor: plain data. */
export interface QuantileBuckets {
  /** The bucket of the greatest size; null of no value. */
  greatest: number | null;
  /** Counts by bucket. */
  counts: Record<number, number>;
}

/** What a sketch remembers: plain data. */
export interface QuantileState {
  /** How many values. */
  count: number;
  /** How many of them are zero. */
  zeros: number;
  /** Those above zero. */
  positive: QuantileBuckets;
  /** Those below zero, by their size. */
  negative: QuantileBuckets;
}

/**
 * Quantiles of a stream in bounded memory. A quantile from 0 to 1 is answered with a value that
 * differs by at most `relativeError` from the value of that rank; the ranks are exact, order does not
 * matter, and sketches of parts merge into that of the whole. The buckets are those of DDSketch
 * (Masson, Rim and Lee, 2019).
 *
 * @throws {WorkshopError} code `QUANTILES_INVALID` for a quantile, error or size that can't be
 */
export function quantiles(
  wanted: readonly number[],
  options: QuantileOptions = {},
): Aggregation<number, QuantileState, readonly number[]> {
  const { relativeError = 0.01, maxBuckets = 2048 } = options;
  demandValid(wanted, relativeError, maxBuckets);
  const growth = (1 + relativeError) / (1 - relativeError);
  const scale = 1 / Math.log(growth);
  const bucketOf = (size: number) => Math.ceil(Math.log(size) * scale);
  const middleOf = (bucket: number) => 2 * growth ** bucket / (growth + 1);
  return {
    empty: () => ({ count: 0, zeros: 0, positive: noBuckets(), negative: noBuckets() }),
    add(state, value) {
      state.count++;
      if (value === 0) state.zeros++;
      else {
        const side = value > 0 ? state.positive : state.negative;
        put(side, { bucket: bucketOf(Math.abs(value)), by: 1, maxBuckets });
      }
      return state;
    },
    merge(state, other) {
      state.count += other.count;
      state.zeros += other.zeros;
      for (const sign of ["positive", "negative"] as const) {
        for (const [bucket, by] of Object.entries(other[sign].counts)) {
          put(state[sign], { bucket: Number(bucket), by, maxBuckets });
        }
      }
      return state;
    },
    result: (state) => wanted.map((quantile) => valueAt(state, quantile, middleOf)),
  };
}

/** The value of a rank: NaN of no value. */
function valueAt(
  state: QuantileState,
  quantile: number,
  middleOf: (bucket: number) => number,
): number {
  if (state.count === 0) return NaN;
  let rank = Math.floor(quantile * (state.count - 1));
  for (const bucket of bucketsOf(state.negative.counts).reverse()) {
    rank -= state.negative.counts[bucket]!;
    if (rank < 0) return -middleOf(bucket);
  }
  rank -= state.zeros;
  if (rank < 0) return 0;
  let last = 0;
  for (const bucket of bucketsOf(state.positive.counts)) {
    last = bucket;
    rank -= state.positive.counts[bucket]!;
    if (rank < 0) break;
  }
  return middleOf(last);
}

/** The buckets of a sign, the nearest to zero first. */
function bucketsOf(counts: Readonly<Record<number, number>>): number[] {
  return Object.keys(counts).map(Number).sort((a, b) => a - b);
}

function noBuckets(): QuantileBuckets {
  return { greatest: null, counts: {} };
}

/** What is kept follows from the greatest bucket alone, hence not from the order of the values. */
function put(
  buckets: QuantileBuckets,
  { bucket, by, maxBuckets }: { bucket: number; by: number; maxBuckets: number },
): void {
  const { counts } = buckets;
  if (bucket > (buckets.greatest ?? -Infinity)) {
    buckets.greatest = bucket;
    const least = bucket - maxBuckets + 1;
    for (const small of bucketsOf(counts)) {
      if (small >= least) break;
      counts[least] = (counts[least] ?? 0) + counts[small]!;
      delete counts[small];
    }
  }
  const kept = Math.max(bucket, buckets.greatest! - maxBuckets + 1);
  counts[kept] = (counts[kept] ?? 0) + by;
}

function demandValid(
  wanted: readonly number[],
  relativeError: number,
  maxBuckets: number,
): void {
  const wrong = wanted.find((quantile) => !(quantile >= 0 && quantile <= 1));
  if (wrong === undefined && relativeError > 0 && relativeError < 1 && maxBuckets >= 1) return;
  throw new WorkshopError(
    "Quantiles must be from 0 to 1, their relative error between 0 and 1, the buckets at least 1: " +
      `${wanted.join(", ")}; ${relativeError}; ${maxBuckets}`,
    { code: "QUANTILES_INVALID" },
  );
}
