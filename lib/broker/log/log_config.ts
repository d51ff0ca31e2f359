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
  /** Whether each record needs a key, as in a compacted topic. */
  readonly keyRequired: boolean;
}

/** What a log goes by when nothing else is said: Apache Kafka's defaults. */
export const DEFAULT_LOG_CONFIG: LogConfig = {
  maxMessageBytes: 1_048_588,
  logAppendTime: false,
  timestampBeforeMaxMs: Number.MAX_SAFE_INTEGER,
  timestampAfterMaxMs: 3_600_000,
  segmentBytes: 1_073_741_824,
  segmentMs: 604_800_000,
  keyRequired: false,
};
