import type { OutgoingRecord } from "../kafka/mod.ts";

/** A record that a consumer hands to a producer. */
export interface SinkRecord extends OutgoingRecord {
  /** The partition, if the partitioner isn't to choose it. */
  readonly partition?: number;
}

/** Publishes what a consumer has to write: dead letters, and records that are tried again later. */
export interface RecordSink {
  /**
   * Resolves when the record is safely in the topic.
   *
   * @throws an error whose `definite` is false when the record may be there: it is published again
   */
  publish(topic: string, record: SinkRecord): Promise<void>;
}

/** Where records go that can't be processed; the topic is always `DLQ`. */
export type DeadLetterSink = RecordSink;
