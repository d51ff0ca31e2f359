import type { CompressionCodec } from "../../protocol/mod.ts";

/** The settings of a topic that its logs go by. */
export interface LogConfig {
  /** Largest batch, in bytes. */
  readonly maxMessageBytes: number;
  /** Whether the broker's time replaces that of the client. */
  readonly logAppendTime: boolean;
  /** How far behind the broker's time a record may be, in milliseconds. */
  readonly timestampBeforeMaxMs: number;
  /** How far ahead of the broker's time a record may be, in milliseconds. */
  readonly timestampAfterMaxMs: number;
  /** A segment that would grow beyond this is followed by a new one. */
  readonly segmentBytes: number;
  /** So far apart may the timestamps of a segment's first batch and its last be, in ms. */
  readonly segmentMs: number;
  /** Whether records that have a newer one of the same key go; each record needs a key then. */
  readonly compacts: boolean;
  /** Whether old records go. */
  readonly deletes: boolean;
  /** How old a segment may grow, in milliseconds; −1 for no limit. */
  readonly retentionMs: number;
  /** How large the log may grow, in bytes; −1 for no limit. */
  readonly retentionBytes: number;
  /** Share of bytes not looked through yet, from 0 to 1, above which a log is compacted. */
  readonly minCleanableRatio: number;
  /** So long is a record safe from compaction, in milliseconds. */
  readonly minCompactionLagMs: number;
  /** After so long a record is compacted whatever the share, in milliseconds. */
  readonly maxCompactionLagMs: number;
  /** So long does a tombstone stay after it was first met, in milliseconds. */
  readonly deleteRetentionMs: number;
  /** Codec in which batches are kept; `undefined` for the producer's. */
  readonly codec: CompressionCodec | undefined;
  /** How hard that codec tries; `undefined` for its own default. */
  readonly compressionLevel: number | undefined;
}

/** What a log goes by when nothing else is said: Apache Kafka's defaults. */
export const DEFAULT_LOG_CONFIG: LogConfig = {
  maxMessageBytes: 1_048_588,
  logAppendTime: false,
  timestampBeforeMaxMs: Number.MAX_SAFE_INTEGER,
  timestampAfterMaxMs: 3_600_000,
  segmentBytes: 1_073_741_824,
  segmentMs: 604_800_000,
  compacts: false,
  deletes: true,
  retentionMs: 604_800_000,
  retentionBytes: -1,
  minCleanableRatio: 0.5,
  minCompactionLagMs: 0,
  maxCompactionLagMs: Number.MAX_SAFE_INTEGER,
  deleteRetentionMs: 86_400_000,
  codec: undefined,
  compressionLevel: undefined,
};
