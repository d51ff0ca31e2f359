/**
 * Lab 10, retry and dead letters. Read labs/10_retry_dlq/README.md first, then write the function.
 *
 * @module
 */
import type { FailureDecision } from "../lib/consumer/mod.ts";

/** A try of a record that failed. */
export interface FailedTry {
  /** How often the record has been tried, this time included; tries that were waited out don't count. */
  readonly tries: number;
  /** How often it may be tried: 2 to 5. */
  readonly maxTries: number;
  /** How long the first wait is, in milliseconds: 10 to 2,000. */
  readonly baseMs: number;
  /** Whether records of one key must be done in their order. */
  readonly ordered: boolean;
  /** A number from 0 to 1, drawn anew each time: what waits differ by. */
  readonly chance: number;
}

/**
 * Decides what is done with a record whose handler failed:
 * - `{ then: "wait" }`: its partition stands still until what every record needs is back;
 * - `{ then: "retry", afterMs }`: it is tried again after that time, and those behind it wait;
 * - `{ then: "retry later", afterMs }`: it waits that long in a retry topic, and those behind it go on;
 * - `{ then: "give up" }`: it goes to the dead letters.
 *
 * What is graded:
 * - when the error's `outage` is true, what every record needs is down: whatever else the error says,
 *   it is waited for, however often that takes, and nothing goes to the dead letters;
 * - otherwise, when its `retriable` is true, the record is tried until it has been tried `maxTries`
 *   times, and then given up; everything else, whatever was thrown, is given up at once;
 * - each record ends in exactly one place, done or among the dead letters;
 * - where order does not matter, no record waits behind one that is tried again; where it does, the
 *   records of one key are done in their order;
 * - the wait after the first try is `baseMs`, after each further one twice as long, and `chance`
 *   spreads it evenly: 0 takes a fifth off, 1 adds a fifth. No wait is cut off at a longest one.
 *
 * @param error what the handler threw: a WorkshopError says `outage` and `retriable`; it can be anything,
 * and whatever says so counts, of any class or of none. Its `cause` has no say: who threw the error
 * knew it, and says what it means here
 * @param failed the try
 */
export function decide(error: unknown, failed: FailedTry): FailureDecision {
  // TODO: retry is not free.
  const again = error instanceof Error && failed.tries < failed.maxTries;
  return again ? { then: "retry", afterMs: failed.baseMs } : { then: "give up" };
}
