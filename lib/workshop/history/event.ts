import type { Expectations } from "./expectations.ts";

/** What happened in a run, when, and in which process: one line of a history. */
export type HistoryEvent = {
  readonly [K in keyof HistoryFacts]: Moment & Entry<K>;
}[keyof HistoryFacts];

/** A history that can be gone through twice: an array, or what `readHistory` returns. */
export type History = Iterable<HistoryEvent> | AsyncIterable<HistoryEvent>;

/** One kind of event by its name: `EventOf<"send">`. */
export type EventOf<K extends keyof HistoryFacts> = Extract<HistoryEvent, { type: K }>;

/** An event as who records it gives it: time and process are the writer's. */
export type Happening = { readonly [K in keyof HistoryFacts]: Entry<K> }[keyof HistoryFacts];

/** The fields of one kind of event, with its name. */
export type Entry<K extends keyof HistoryFacts> = { readonly type: K } & HistoryFacts[K];

/** When and where an event was recorded. */
export interface Moment {
  /** Milliseconds since the run began, on a clock that never steps. */
  readonly t: number;
  /** The process or role that saw it: `producer-1`, `consumer-2`, `reader`. */
  readonly p: string;
}

/** A place in a partition. */
export interface Position {
  /** Name of the topic. */
  readonly topic: string;
  /** Number of the partition. */
  readonly partition: number;
  /** Offset in it. */
  readonly offset: bigint;
}

/**
 * Who a record is. An id of the form `<producer>:<sequence>` takes the checker an eighth of a byte
 * to remember; any other takes a string.
 */
export interface Identity {
  /** One name for the record wherever it appears: in a header, or in the value. */
  readonly id: string;
  /** The record's key, when it has one: order is judged per key. */
  readonly key?: string;
  /** Rises by key within one producer. @default the sequence in the id */
  readonly seq?: number;
}

/** All kinds of events, by `type`. */
export interface HistoryFacts {
  /** What the run is and what is expected of it; the first line. */
  readonly meta: {
    readonly run: string;
    readonly seed?: string;
    readonly cluster?: string;
    readonly expect?: Expectations;
  };
  /**
   * One try of a caller to have a record written: `invoke`, then one outcome. `info` is a send that
   * may have been written: a timeout, a killed process. `from` is the record it was made of.
   */
  readonly send: Identity & {
    readonly phase: "invoke" | "ok" | "fail" | "info";
    readonly topic: string;
    readonly partition?: number;
    readonly offset?: bigint;
    /** The transaction it is part of, as `txn` events name it. */
    readonly txn?: string;
    readonly from?: Position;
    readonly code?: string;
  };
  /** A reader was handed a record. `reader` is its group, or its name when it reads without one. */
  readonly deliver: Identity & Position & Membership & {
    readonly reader: string;
    readonly txn?: string;
  };
  /**
   * A record's work was done, as far as who did it knows; recorded before its offset is committed,
   * also of a record that needed no work. `duplicate` is what a keyed store says of a document that
   * it has already.
   */
  readonly effect: Identity & Position & Membership & {
    readonly outcome: "applied" | "duplicate";
  };
  /** A record was handed on to a retry topic: it is finished where it came from. */
  readonly retry: Identity & {
    readonly from: Position;
    readonly to: string;
    readonly attempts: number;
  };
  /**
   * A dead letter: `sent` when it was acknowledged (the record is finished), `found` when the fresh
   * reader met it in the DLQ at the end.
   */
  readonly dlq: Identity & {
    readonly phase: "sent" | "found";
    /** Where it came from, by its headers. */
    readonly from: Position;
    readonly reason: string;
    readonly attempts: number;
    /** Whether key, value and the record's own headers are as they were; of `found` ones. */
    readonly bytesEqual?: boolean;
  };
  /** Offsets of a group: `offset` is the next one to read. `info` may have been committed. */
  readonly commit: Position & Membership & {
    readonly phase: "invoke" | "ok" | "fail" | "info";
    readonly group: string;
    readonly txn?: string;
    readonly code?: string;
  };
  /**
   * A transaction: `commit` and `abort` are asked for; `committed`, `aborted` and `unknown` are what
   * became of it, as far as its producer knows.
   */
  readonly txn: {
    readonly phase: "begin" | "commit" | "abort" | "committed" | "aborted" | "unknown";
    /** Unique in the run. */
    readonly txn: string;
    readonly transactionalId: string;
    readonly code?: string;
  };
  /** A member got or lost partitions. */
  readonly assign: {
    readonly phase: "assigned" | "revoked" | "lost";
    readonly group: string;
    readonly member: string;
    readonly generation: number;
    readonly topic: string;
    readonly partitions: readonly number[];
  };
  /** A fault: armed, in force, over. */
  readonly fault: {
    readonly name: string;
    readonly phase: "begin" | "fired" | "end";
    readonly detail?: string;
  };
  /** An error that somebody was told of, or that nobody caught. */
  readonly error: {
    readonly class: string;
    readonly uncaught: boolean;
    readonly code?: string;
    readonly stage?: string;
  };
  /** How long work stood still after a fault; `null` when it never went on. */
  readonly recovered: { readonly fault?: string; readonly ms: number | null };
  /** A metric over the time of a fault: it has to have moved. */
  readonly metric: {
    readonly name: string;
    readonly before: number;
    readonly after: number;
    readonly fault?: string;
  };
  /** What the fresh reader found in a log at the end, in the order of each partition's offsets. */
  readonly log: Identity & Position & {
    readonly txn?: string;
    readonly from?: Position;
  };
  /** What a fresh reader found in the store at the end; `count` is 1 unless it is there repeatedly. */
  readonly stored: Identity & {
    readonly topic?: string;
    readonly partition?: number;
    readonly offset?: bigint;
    readonly count?: number;
  };
  /** Where a partition ended when the final reading began: it reads up to there. */
  readonly end: Position;
  /** A group's committed offset at the end. */
  readonly committed: Position & { readonly group: string };
}

/** In which generation of its group somebody acted. */
export interface Membership {
  /** The generation that it had in hand. */
  readonly generation?: number;
  /** Its member id. */
  readonly member?: string;
}
