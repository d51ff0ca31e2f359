/**
 * Lab 03, producers. Read labs/03_producers/README.md first, then fill the two blanks.
 *
 * @module
 */
import type { DeliveryError, ProducerOptions } from "../lib/producer/mod.ts";

/** What a use of Kafka asks of its producer. */
export interface Goal {
  /**
   * What may take a record away whose promise has resolved: nothing as long as one in-sync replica
   * is left; the death of the leader alone; or anything, and no answer is worth waiting for.
   */
  readonly loss: "never" | "with the leader" | "accepted";
  /** Whether a record may come into the log twice; `"never"` only with loss `"never"`. */
  readonly duplicates: "never" | "accepted";
  /** Longest time that a record may wait in the producer for others, 0 to 200 whole milliseconds. */
  readonly longestWaitMs: number;
  /** Key and value of each record together, in bytes: 200 to 1,500. */
  readonly recordBytes: number;
  /** How many records that are sent at once must travel in one request: 10 to 400. */
  readonly recordsPerRequest: number;
  /**
   * The topic's `max.message.bytes`, its largest batch: 50,000 to 1,000,000. As many records fit
   * into it and leave a hundredth of it free, at times no more.
   */
  readonly topicMaxBytes: number;
  /** What is scarce: bytes on the wire and on the disk, or work for compression. */
  readonly spare: "network" | "processor";
}

/** What an error says about the record that was sent. */
export interface Classified {
  /** Whether the record is in the log, as far as anybody on this side can know. */
  readonly stored: "yes" | "no" | "unknown";
  /** Whether to send the very same record once more. */
  readonly sendAgain: boolean;
}

/**
 * Chooses how a producer sends, by what its use asks.
 *
 * What is graded, for random goals within what {@link Goal} states:
 * - a producer of `lib/producer` can be opened with the options; they are any of acks, idempotent,
 *   compression, lingerMs, maxBatchBytes and maxInFlight, and what is left out keeps its default;
 * - unless loss is accepted, each record whose promise resolved is in the log, also when requests
 *   are lost on the wire;
 * - where duplicates must not be, each record lies in the log once, although answers are lost and
 *   the shop sends again whatever was not acknowledged;
 * - a promise waits for all in-sync replicas with loss "never", for the leader alone with loss "with
 *   the leader", and for nobody with loss "accepted": the acks of the requests on the wire tell;
 * - no record waits for others longer than `longestWaitMs`, and records of one partition that come
 *   within three quarters of that time, cut to whole milliseconds, travel in one request;
 * - `recordsPerRequest` records for one partition that are sent at once travel in one request, and
 *   when more are sent the broker refuses none of the requests as too large, also where what they
 *   hold does not compress: a codec then makes it larger, by less than a thousandth;
 * - to spare the network, the stored batches are at most a fifth larger than Kafka's best codec
 *   makes them; to spare the processor, they are not compressed.
 *
 * @param goal what the use asks
 */
export function producerOptions(
  goal: Goal,
): Pick<
  ProducerOptions,
  "acks" | "idempotent" | "compression" | "lingerMs" | "maxBatchBytes" | "maxInFlight"
> {
  // TODO: fast for everybody, and right for those who accept loss.
  return { acks: 0, lingerMs: goal.longestWaitMs };
}

/**
 * Says what is known about a record whose send was rejected, and what to do with it.
 *
 * What is graded, with the errors that real faults gave, and what wire and log say as the truth:
 * - `stored` is "no" when the record is not in the log for certain: no request with it had left, or
 *   a broker refused it; it is "unknown" when a request had left and no answer to it came; nothing
 *   else is known of an error that does not say;
 * - `sendAgain` is true when the record is not in the log for certain and the same record, sent once
 *   more after the cause outside of it has passed, can be stored: the broker was away, the topic not
 *   there yet, the producer's memory full. It is false when the record itself or its producer is the
 *   cause, and whenever nobody knows whether the record is stored.
 *
 * @param error what was thrown, mostly a DeliveryError; it can be anything, also undefined
 */
export function classify(error: unknown): Classified {
  // TODO: a rejected promise does not mean "not stored".
  const { retriable } = error as DeliveryError;
  return { stored: "no", sendAgain: retriable === true };
}
