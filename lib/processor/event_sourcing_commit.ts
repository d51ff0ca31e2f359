import { messageOf, WorkshopError } from "../core/mod.ts";
import type { ConsumedRecord } from "../consumer/mod.ts";
import type { Upcasters } from "./event_sourcing_upcast.ts";

/** A fact about an aggregate: what happened, in plain JSON data. */
export interface DomainEvent {
  /** What happened, in the past tense: `deposited`. */
  readonly type: string;
  /** What is to be known about it: plain JSON. */
  readonly data: object;
}

/** An event where it lies: a commit's events share its offset and are told apart by their version. */
export interface StoredEvent<E extends DomainEvent = DomainEvent> {
  /** Whose event it is: the record's key. */
  readonly aggregateId: string;
  /** The aggregate's version with it: 1 for its first event, and so on without a gap. */
  readonly version: number;
  /** In its newest form, whatever form it was written in. */
  readonly event: E;
  /** The form that it was written in, from 1. */
  readonly schemaVersion: number;
  /** Which append wrote it. */
  readonly commitId: string;
  /** Where it lies. */
  readonly partition: number;
  /** Where it lies. */
  readonly offset: bigint;
  /** The record's time, in milliseconds since 1970. */
  readonly timestampMs: number;
}

/** What one append writes: a single record, so that its events are there together or not at all. */
export interface Commit<E extends DomainEvent = DomainEvent> {
  readonly aggregateId: string;
  readonly commitId: string;
  /** The version that the writer believed the aggregate to have. */
  readonly expectedVersion: number;
  readonly events: readonly StoredEvent<E>[];
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** A commit as the value of a record; each event carries the form in which it is written. */
export function encodeCommit(
  { commitId, expectedVersion, events }: {
    readonly commitId: string;
    readonly expectedVersion: number;
    readonly events: readonly DomainEvent[];
  },
  upcasters: Upcasters,
): Uint8Array {
  const written = events.map(({ type, data }) => ({
    type,
    schemaVersion: upcasters.currentVersion(type),
    data,
  }));
  return encoder.encode(JSON.stringify({ commitId, expectedVersion, events: written }));
}

interface WrittenCommit {
  readonly commitId: string;
  readonly expectedVersion: number;
  readonly events: readonly {
    readonly type: string;
    readonly schemaVersion: number;
    readonly data: object;
  }[];
}

/**
 * The commit in a record, its events in their newest form.
 *
 * @throws {WorkshopError} code `NOT_A_COMMIT`: somebody else writes to the topic; code
 *   `EVENT_FROM_THE_FUTURE`
 */
export function decodeCommit<E extends DomainEvent>(
  record: ConsumedRecord,
  upcasters: Upcasters,
): Commit<E> {
  const { partition, offset, timestampMs } = record;
  const { aggregateId, written } = parse(record);
  const { commitId, expectedVersion } = written;
  const events = written.events.map(({ type, schemaVersion, data }, at): StoredEvent<E> => ({
    aggregateId,
    version: expectedVersion + at + 1,
    event: { type, data: upcasters.upcast(type, schemaVersion, data) } as unknown as E,
    schemaVersion,
    commitId,
    partition,
    offset,
    timestampMs,
  }));
  return { aggregateId, commitId, expectedVersion, events };
}

function parse(record: ConsumedRecord): { aggregateId: string; written: WrittenCommit } {
  try {
    const written = JSON.parse(decoder.decode(record.value!)) as WrittenCommit;
    const isCommit = typeof written.commitId === "string" &&
      Number.isSafeInteger(written.expectedVersion) && Array.isArray(written.events) &&
      written.events.every(({ type, schemaVersion, data }) =>
        typeof type === "string" && Number.isSafeInteger(schemaVersion) &&
        typeof data === "object" && data !== null
      );
    if (!isCommit) throw new TypeError("it lacks commitId, expectedVersion or events");
    return { aggregateId: decoder.decode(record.key!), written };
  } catch (cause) {
    const { topic, partition, offset } = record;
    throw new WorkshopError(
      `The record at ${topic}/${partition}, offset ${offset}, is no commit of events ` +
        `(${messageOf(cause)}): let nothing but an event store write to ${topic}`,
      { code: "NOT_A_COMMIT", topic, partition, offset, cause },
    );
  }
}
