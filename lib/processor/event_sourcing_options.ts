import type { Clock, Logger } from "../core/mod.ts";
import type { DomainEvent, StoredEvent } from "./event_sourcing_commit.ts";
import type { Upcasters } from "./event_sourcing_upcast.ts";

/** How aggregates are kept as their events. */
export interface EventStoreOptions<State, E extends DomainEvent> {
  /** Where the events lie; see `eventTopic`. */
  readonly topic: string;
  /** An aggregate of which nothing has happened yet. */
  readonly initial: State;
  /**
   * What an event makes of a state: a new one. It depends on its arguments only, and changes neither;
   * states are plain JSON where snapshots are kept.
   */
  readonly fold: (state: State, event: E) => State;
  /** Brings old events to their newest form. @default {every event is in its first form} */
  readonly upcasters?: Upcasters;
  /** Keeps states beside the events, so that a start need not read all of them. @default {none} */
  readonly snapshots?: SnapshotOptions;
  /** How long an append may take, in milliseconds. @default {30000} */
  readonly appendTimeoutMs?: number;
  /** What time it is. @default {the machine's clock} */
  readonly clock?: Clock;
  /** Where its lines go. @default {nowhere} */
  readonly logger?: Logger;
}

/** Where snapshots are kept, and of which fold they are. */
export interface SnapshotOptions {
  /**
   * A compacted topic with as many partitions as the events have, for this topic of events alone; see
   * `snapshotTopic`.
   */
  readonly topic: string;
  /**
   * Raised whenever the fold or the state's form changes: snapshots of an earlier fold are passed
   * over, and everything is replayed. @default {1}
   */
  readonly foldVersion?: number;
}

/** An aggregate as it is. */
export interface Aggregate<State> {
  /** How many events it has. */
  readonly version: number;
  /** What they come to. */
  readonly state: State;
}

/** Where an append lies. */
export interface AppendReceipt {
  /** The aggregate's version with it. */
  readonly version: number;
  /** Where its record lies. */
  readonly partition: number;
  /** Where its record lies. */
  readonly offset: bigint;
}

/** Which part of an aggregate's history counts: up to all that are given. */
export interface UntilOptions {
  /**
   * Up to this time, included, in milliseconds since 1970. Where times go back, the history ends
   * before the first event that is later: what it leads to has been the state at some time.
   */
  readonly timestampMs?: number;
  /** Up to this version, included. */
  readonly version?: number;
  /** Up to this offset of its partition, included. */
  readonly offset?: bigint;
}

/** An event of an audit, and whether it counts. */
export interface AuditEntry<E extends DomainEvent> extends StoredEvent<E> {
  /** False for what an append wrote whose expected version was not the aggregate's. */
  readonly accepted: boolean;
}

/** What an event store has done since it was opened. */
export interface EventStoreStatistics {
  /** Aggregates that have events. */
  readonly aggregates: number;
  /** Aggregates whose state came from a snapshot. */
  readonly restored: number;
  /** Events folded since. */
  readonly folded: number;
  /** Appends of this process that were accepted. */
  readonly appended: number;
  /** Appends of this process that came too late. */
  readonly conflicts: number;
  /** Commits of anybody's that were passed over: their expected version was not the aggregate's. */
  readonly superseded: number;
}
