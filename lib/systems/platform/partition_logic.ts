import type { Tallies } from "./tally.ts";

/** Where a record stands, and when it was produced. */
export interface RecordPlace {
  /** Its topic. */
  readonly topic: string;
  /** Its partition. */
  readonly partition: number;
  /** Its offset. */
  readonly offset: bigint;
  /** When it was produced, in milliseconds since 1970. */
  readonly timestampMs: number;
}

/** Something found out about records: a document, known by the same id whenever it is found again. */
export interface Finding {
  /** Its id. */
  readonly id: string;
  /** When it happened, in milliseconds since 1970. */
  readonly timeMs: number;
  /** What it is: a window, a chain, an alert. */
  readonly kind: string;
  /** The rest of it. */
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * What is found out about the records of one partition. It sees them in their order and looks at
 * nothing else, no clock and no other partition: so the same records always give the same findings.
 */
export interface PartitionLogic {
  /** Takes the next message, and gives what is found out by that. */
  take(message: object, place: RecordPlace): readonly Finding[];
  /** Numbers for people, over all messages it has taken. */
  tallies(): Tallies;
  /** All that it remembers, as plain data. */
  snapshot(): unknown;
  /** Goes on from a snapshot. */
  restore(snapshot: unknown): void;
}

/** The place of a record as text, different for different records, also of a topic made again. */
export function placeId({ topic, partition, offset, timestampMs }: RecordPlace): string {
  return `${topic}/${partition}/${offset}@${timestampMs}`;
}
