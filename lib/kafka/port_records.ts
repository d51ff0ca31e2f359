/** One header of a record; names may repeat and their order is kept. */
export interface Header {
  /** Its name. */
  readonly name: string;
  /** Its value. */
  readonly value: Uint8Array | null;
}

/** A record as it goes out: its partition is known, its offset is not. */
export interface OutgoingRecord {
  /** Records of one key keep their order. @default {null} */
  readonly key?: Uint8Array | null;
  /** The payload; null is a tombstone. */
  readonly value: Uint8Array | null;
  /** In their order. @default {[]} */
  readonly headers?: readonly Header[];
  /** Milliseconds since 1970. @default {now} */
  readonly timestampMs?: number;
}

/** A record as a log holds it. */
export interface ConsumedRecord {
  /** The topic it was read from. */
  readonly topic: string;
  /** The partition it was read from. */
  readonly partition: number;
  /** Its place in the partition. */
  readonly offset: bigint;
  /** Milliseconds since 1970. */
  readonly timestampMs: number;
  /** Its key, or null. */
  readonly key: Uint8Array | null;
  /** Its payload; null is a tombstone. */
  readonly value: Uint8Array | null;
  /** In their order. */
  readonly headers: readonly Header[];
}

/** How many replicas must have a batch before it counts: none, the leader, all in sync. */
export type Acks = 0 | 1 | "all";

/** The codec of a record batch. */
export type Compression = "none" | "gzip" | "snappy" | "lz4" | "zstd";

/** Whether a reader sees records of open and aborted transactions. */
export type IsolationLevel = "read_committed" | "read_uncommitted";

/** A partition of a topic. */
export interface TopicPartition {
  /** Name of the topic. */
  readonly topic: string;
  /** Number of the partition, from 0. */
  readonly partition: number;
}

/** A position in one partition; `offset` is the next to read. */
export interface TopicPartitionOffset extends TopicPartition {
  /** The next to read. */
  readonly offset: bigint;
}

/**
 * Where reading begins: at the first record kept, behind the last one, at the first record of a time
 * or later (the end where there is none), or at offsets of one's own; partitions that these don't
 * name begin at the earliest.
 */
export type OffsetPosition =
  | "earliest"
  | "latest"
  | { readonly timestampMs: number }
  | { readonly offsets: readonly TopicPartitionOffset[] };
