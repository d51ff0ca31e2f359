import type { BackoffPolicy, Clock, Logger, Meter, Random } from "../core/mod.ts";
import type {
  ConsumedRecord,
  GroupSessionOptions,
  IsolationLevel,
  OffsetReset,
  OutgoingRecord,
} from "../kafka/mod.ts";

/** What a handler is told beside the record. */
export interface HandlerContext {
  /** Aborts when the partition has gone to another member, or the time to stop is up. */
  readonly signal: AbortSignal;
  /** 1 for the first try. */
  readonly attempt: number;
}

/**
 * Processes one record; records of a partition come one after the other. What it throws decides: a
 * WorkshopError with `retriable` true is tried again, everything else goes to the dead letters.
 */
export type RecordHandler = (
  record: ConsumedRecord,
  context: HandlerContext,
) => Promise<void> | void;

/** Where records go that can't be processed; the topic is always {@link DEAD_LETTER_TOPIC}. */
export interface DeadLetterSink {
  /** Resolves when the record is safely in the topic. */
  publish(topic: string, record: OutgoingRecord): Promise<void>;
}

/** How often a record is tried again, and how long is waited before. */
export interface RetryPolicy extends BackoffPolicy {
  /** Tries after the first. */
  readonly maxRetries: number;
}

/** The topic of dead letters. */
export const DEAD_LETTER_TOPIC = "DLQ";

/** Three retries after 2, 4 and 8 seconds, give or take a fifth. */
export const DEFAULT_RETRY: RetryPolicy = Object.freeze({ maxRetries: 3, baseMs: 2000 });

/** How a consumer works. */
export interface ConsumerOptions {
  /** Name of the group. */
  readonly groupId: string;
  /** What the group reads. */
  readonly topics: readonly string[];
  /** What is done with each record. */
  readonly handler: RecordHandler;
  /**
   * Takes what can't be processed. Without it such a record ends the consumer: `closed` rejects, and
   * the record comes again to whoever reads next.
   */
  readonly deadLetters?: DeadLetterSink;
  /** When a record is tried again. @default {three times, after 2, 4 and 8 s} */
  readonly retry?: Partial<RetryPolicy>;
  /** Where a group begins that has committed nothing. @default {"earliest"} */
  readonly offsetReset?: OffsetReset;
  /** Which records of transactions are seen. @default {"read_committed"} */
  readonly isolationLevel?: IsolationLevel;
  /** Commits after so many records. @default {100} */
  readonly commitEveryMessages?: number;
  /** Commits after this time, in milliseconds, if there is something. @default {5000} */
  readonly commitEveryMs?: number;
  /** Records that may wait per partition before its fetching pauses. @default {1000} */
  readonly maxQueuedRecords?: number;
  /** Bytes that may wait per partition before its fetching pauses. @default {4194304} */
  readonly maxQueuedBytes?: number;
  /** How long stopping may take, in milliseconds. @default {8000} */
  readonly shutdownTimeoutMs?: number;
  /** Settings of the membership and of fetching. @default {the port's} */
  readonly session?: Pick<
    GroupSessionOptions,
    | "sessionTimeoutMs"
    | "rebalanceTimeoutMs"
    | "heartbeatIntervalMs"
    | "maxWaitMs"
    | "maxBytesPerPartition"
  >;
  /** Where its counts go. @default {nowhere} */
  readonly meter?: Meter;
  /** Where its lines go. @default {nowhere} */
  readonly logger?: Logger;
  /** What time it is. @default {the machine's clock} */
  readonly clock?: Clock;
  /** The jitter of retries. @default {none} */
  readonly random?: Random;
}
