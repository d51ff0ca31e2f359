/**
 * Lab 17, performance. Read labs/17_performance/README.md first, then fill both blanks.
 *
 * @module
 */

/** One record of a measured load; times are milliseconds since the load began. */
export interface Sample {
  /** When its turn was, by the schedule of the load. */
  readonly dueMs: number;
  /** When it was handed to the producer: later than due when the sender was held up. */
  readonly sentMs: number;
  /** When it was acknowledged; `undefined` if it never was. */
  readonly doneMs: number | undefined;
}

/** What somebody wants of a producer of one partition. */
export interface Objective {
  /**
   * `throughput`: as many records a second as go. `latency`: each record soon. `bytes`: as little as
   * possible on the wire and in the log.
   */
  readonly most: "throughput" | "latency" | "bytes";
  /** Records come at this rate, evenly. `Infinity`: there are always more. */
  readonly recordsPerSecond: number;
  /** Size of a record's value, about 1,000. */
  readonly recordBytes: number;
  /**
   * `text`: JSON, much of which repeats from record to record. `random`: bytes that no codec makes
   * smaller, such as pictures.
   */
  readonly payload: "text" | "random";
  /** How long a request is on its way to the broker and back. */
  readonly roundTripMs: number;
  /** The longest that 99 of 100 records may wait, from their turn to their acknowledgement. */
  readonly p99Ms: number;
}

/** Settings of a producer. Of a partition it has one request under way at a time. */
export interface Tuning {
  /** How long a batch that isn't full waits for more records, 0 to 1,000. */
  readonly lingerMs: number;
  /** Bytes at which a batch is full, before compression, 1 to 1,000,000. */
  readonly batchBytes: number;
  /** How batches are compressed. */
  readonly compression: "none" | "gzip" | "snappy" | "lz4" | "zstd";
}

/**
 * How long records waited, at these shares of them: `[0.5, 0.99]` asks for the median and for what
 * 99 of 100 stay below.
 *
 * What is graded, for random samples and for those of a real load:
 * - a record waits from its turn, not from when a sender that was held up got round to it;
 * - one that was never acknowledged waits for ever: `Infinity`;
 * - with the waits in ascending order, the quantile of a share is the one at index
 *   `share × how many`, rounded down; at most the last. Nothing is invented between two of them.
 */
export function quantiles(samples: readonly Sample[], shares: readonly number[]): number[] {
  // TODO: an average is one number for all of them. Who waited longest, and since when?
  const waits = samples.map(({ sentMs, doneMs = Infinity }) => doneMs - sentMs);
  const average = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
  return shares.map(() => average);
}

/**
 * Chooses settings for an objective.
 *
 * What is graded, on a producer with your settings, whose requests take `roundTripMs` there and back,
 * and beside settings of ours in the same run:
 * - `throughput`: at least half as many records a second as ours; `p99Ms` is `Infinity` there;
 * - `latency`: 99 of 100 records wait `p99Ms` at most, at the rate that is asked for;
 * - `bytes`: the same, and the log takes at most half as many bytes again as with ours;
 * - always: no codec where it can't make anything smaller.
 */
export function tune(objective: Objective): Tuning {
  // TODO: one answer for every objective. What fills a batch, what does a record wait for, and what
  // shrinks it?
  void objective;
  return { lingerMs: 5, batchBytes: 16_384, compression: "none" };
}
