/**
 * Lab 15, monitoring. Read labs/15_monitoring/README.md first, then write both functions.
 *
 * @module
 */

/** What a monitor saw of a group in one partition, at one time. */
export interface Sample {
  /** When it looked, in milliseconds since 1970. */
  readonly atMs: number;
  /** The offset that the next record will get. It never goes back. */
  readonly endOffset: bigint;
  /** The offset of the next record that the group will read; when it starts over, it goes back. */
  readonly committedOffset: bigint;
}

/** A record that waits longer than this, in seconds, is an incident. */
export const RAISE_SECONDS = 30;

/** An incident is over when no record waits longer than this, in seconds. */
export const CLEAR_SECONDS = 15;

/**
 * For how many seconds the oldest record that the group has not read yet has been waiting, at the
 * time of the last sample; as far as the samples can tell.
 *
 * What is graded, for samples one to a few seconds apart, some of them missing, and offsets of any
 * size:
 * - nothing is unread: 0, however long ago the last record came;
 * - otherwise the record was written between two samples, the last before it was there and the first
 *   after, and its age lies between theirs; anything in there is right, ends included;
 * - it was there already in the first sample: `undefined`, for then nobody can tell.
 *
 * @param samples at least one, in the order of their times
 */
export function lagSeconds(samples: readonly Sample[]): number | undefined {
  const { endOffset, committedOffset } = samples.at(-1)!;
  // TODO: this is how many records wait. For how long has the first of them?
  return Number(endOffset - committedOffset);
}

/**
 * Whether the alert of a group is on, by all that was seen of it so far. It is asked anew after each
 * sample, with one sample more, of all groups in turn, and remembers nothing.
 *
 * What is graded, in groups of a running cluster, by the times of the records in the log:
 * - an incident begins when a record of any partition has waited longer than `RAISE_SECONDS`, and is
 *   over when none waits longer than `CLEAR_SECONDS`; while it lasts, however long, the alert is on;
 * - a record that is to be read again, as somebody has set the group back, waits since it was written;
 * - it is one alert for each incident: a wait that goes up and down in between, as it does with a
 *   group that commits now and then, does not switch it off and on;
 * - at other times it is off: however many records are unread, and however long offsets stand still;
 * - five seconds to either side of both limits are yours.
 *
 * @param series a list of samples for each partition, of the same times; in the first of them
 * nothing was unread
 */
export function alert(series: readonly (readonly Sample[])[]): boolean {
  // TODO: many unread records are not a long wait, and few are not a short one.
  return series.some((samples) => (lagSeconds(samples) ?? 0) > 1000);
}
