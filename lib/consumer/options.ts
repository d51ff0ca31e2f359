import type {
  BackoffPolicy,
  Clock,
  Logger,
  Meter,
  Random,
  Tracer,
  WorkshopError,
} from "../core/mod.ts";
import type { GroupSessionOptions, IsolationLevel, OffsetReset } from "../kafka/mod.ts";
import type { FailurePolicy } from "./failure_policy.ts";
import type { RebalanceListener } from "./rebalance_listener.ts";
import type { ManyHandler, RecordHandler } from "./record_handler.ts";
import type { DeadLetterSink } from "./record_sink.ts";
import type { RetryPolicy } from "./retry_policy.ts";
import type { RetryTopicsOptions } from "./retry_topics.ts";

/**
 * When offsets are committed: after the effect, so that a crash repeats some (`at-least-once`), or
 * before it, so that a crash loses some (`at-most-once`). For exactly once, outputs and offsets are
 * written in one transaction: `processExactlyOnce` of lib/processor.
 */
export type Delivery = "at-least-once" | "at-most-once";

/** How records are worked on, whoever assigns the partitions. */
export interface WorkOptions {
  /** What is done with each record. */
  readonly handler: RecordHandler;
  /**
   * Processes records that wait together, in their order; `handler` gets those that it leaves over, a
   * record that waits alone, and what comes from retry topics. It does not apply to `at-most-once`.
   *
   * @default {each record goes through `handler`}
   */
  readonly handleMany?: ManyHandler;
  /** How many records `handleMany` is given at most. @default {500} */
  readonly maxRecordsAtOnce?: number;
  /**
   * Takes what can't be processed. Without it such a record ends the consumer: `closed` rejects, and
   * the record comes again to whoever reads next. With `at-most-once` it is logged and passed over.
   */
  readonly deadLetters?: DeadLetterSink;
  /**
   * What a crash does to records: some come again, or some are lost. `at-most-once` commits up to
   * `commitEveryMessages` records before the first of them is handled, and tries none of them again,
   * whatever its error says; `retry` does not apply. @default {"at-least-once"}
   */
  readonly delivery?: Delivery;
  /** When a record is tried again. @default {three times, after 2, 4 and 8 s} */
  readonly retry?: Partial<RetryPolicy>;
  /** Decides what is done when the handler fails, in place of `retry`. @default {by the error} */
  readonly onFailure?: FailurePolicy;
  /** Waits between tries during an outage. @default {from 1 s on, twice as long each, up to 30 s} */
  readonly outageBackoff?: BackoffPolicy;
  /**
   * How long one call of the handler may take, in milliseconds; Infinity for as long as it likes. After
   * that its signal aborts with a {@link HandlerTimeoutError}, an alarm is raised, and its partition
   * stands still until it ends: nobody can end a handler but itself, and its effect may still happen.
   * Heartbeats, other partitions and `stop` go on meanwhile. When it ends well after all, the record is
   * done; when it fails, that is an error like any other that may pass. A handler that never gives a
   * promise holds everything up, and is not watched. @default {300000}
   */
  readonly maxHandlerMs?: number;
  /**
   * How many partitions are worked on at the same time; a record that waits for its retry takes no
   * place, and neither does a handler that has run for too long. @default {all of them}
   */
  readonly maxConcurrentPartitions?: number;
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
  /** Something that people should know of: an offset that the log has lost, a lost connection. */
  readonly onWarning?: (warning: WorkshopError) => void;
  /** Where its counts go. @default {nowhere} */
  readonly meter?: Meter;
  /** Where its lines go. @default {nowhere} */
  readonly logger?: Logger;
  /**
   * Where its spans go: each record has one, `process TOPIC`, and carries it into its dead letter or
   * its retry. @default {nowhere}
   */
  readonly tracer?: Tracer;
  /** What time it is. @default {the machine's clock} */
  readonly clock?: Clock;
  /** The jitter of retries. @default {a fresh seed} */
  readonly random?: Random;
}

/** How a member of a group works. */
export interface ConsumerOptions extends WorkOptions, RebalanceListener {
  /** Name of the group. */
  readonly groupId: string;
  /** What the group reads. */
  readonly topics: readonly string[];
  /**
   * Lets records that are tried again wait in topics `<topic>.retry.<n>`, which are made when they
   * are absent, while their partition goes on. Their order is given up: records of one key that come
   * later overtake them.
   *
   * @default {retries in place, which keep the order}
   */
  readonly retryTopics?: RetryTopicsOptions;
  /**
   * Where a group begins that has committed nothing. It does not apply at each start: what is
   * committed comes first, until `resetOffsets` moves it. @default {"earliest"}
   */
  readonly offsetReset?: OffsetReset;
  /** Settings of the membership and of fetching. @default {the port's} */
  readonly session?: Pick<
    GroupSessionOptions,
    | "sessionTimeoutMs"
    | "rebalanceTimeoutMs"
    | "heartbeatIntervalMs"
    | "maxWaitMs"
    | "maxBytesPerPartition"
  >;
}
