import type { BackoffPolicy, Clock, Logger, Meter, Random } from "../core/mod.ts";
import type {
  ConsumedRecord,
  GroupSessionOptions,
  IsolationLevel,
  OffsetReset,
} from "../kafka/mod.ts";
import type { RecordSink } from "./record_sink.ts";
import type { RetryTopicsOptions } from "./retry_topics.ts";

/** What a handler is told beside the record. */
export interface HandlerContext {
  /** Aborts when the partition has gone to another member, or the time to stop is up. */
  readonly signal: AbortSignal;
  /** 1 for the first try. */
  readonly attempt: number;
}

/**
 * Processes one record; records of a partition come one after the other. What it throws decides: a
 * WorkshopError with `outage` true is waited out, one with `retriable` true is tried again, everything
 * else goes to the dead letters.
 */
export type RecordHandler = (
  record: ConsumedRecord,
  context: HandlerContext,
) => Promise<void> | void;

/** Where records go that can't be processed; the topic is always {@link DEAD_LETTER_TOPIC}. */
export type DeadLetterSink = RecordSink;

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
  /**
   * Lets records that are tried again wait in topics `<topic>.retry.<n>`, which are made when they
   * are absent, while their partition goes on. Their order is given up: records of one key that come
   * later overtake them.
   *
   * @default {retries in place, which keep the order}
   */
  readonly retryTopics?: RetryTopicsOptions;
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
  /** The jitter of retries. @default {a fresh seed} */
  readonly random?: Random;
}
