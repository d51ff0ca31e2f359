import { type ErrorDetails, WorkshopError } from "../core/mod.ts";
import type { Header } from "../kafka/mod.ts";

/** Headers as pairs of name and value, or as a list where names may repeat. */
export type HeadersInput =
  | Readonly<Record<string, string | Uint8Array | null>>
  | readonly Header[];

/** A record to send; text is sent as UTF-8. */
export interface ProducerRecord {
  /** Where it goes. */
  readonly topic: string;
  /** Records of one key go to one partition and keep their order. @default {null} */
  readonly key?: string | Uint8Array | null;
  /** The payload; null is a tombstone. */
  readonly value: string | Uint8Array | null;
  /** What stands beside the payload. @default {{}} */
  readonly headers?: HeadersInput;
  /** The partition, if the partitioner isn't to choose it. */
  readonly partition?: number;
  /** Milliseconds since 1970. @default {now} */
  readonly timestampMs?: number;
}

/** Where an acknowledged record lies. */
export interface DeliveryReport {
  /** The topic it was sent to. */
  readonly topic: string;
  /** The partition it was sent to. */
  readonly partition: number;
  /** Its place in the partition; −1 where the broker doesn't tell (acks 0). */
  readonly offset: bigint;
  /** Its time in the log, in milliseconds since 1970. */
  readonly timestampMs: number;
}

/**
 * A record that was not acknowledged. `definite` true: it is not in the log. `definite` false: it may
 * be there, and nobody knows before the log has been read.
 */
export class DeliveryError extends WorkshopError {
  /** Wraps what went wrong on the way. */
  constructor(message: string, details: ErrorDetails) {
    super(message, details);
  }
}

/** What became of a record: every record sent has exactly one outcome. */
export type Delivery =
  | ({ readonly outcome: "acknowledged"; readonly record: ProducerRecord } & DeliveryReport)
  | {
    /** Known not to be in the log, or not known at all. */
    readonly outcome: "failed" | "uncertain";
    readonly record: ProducerRecord;
    readonly error: DeliveryError;
  };

/** The name of an outcome, as metrics have it. */
export type Outcome = Delivery["outcome"];
