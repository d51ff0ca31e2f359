import type { BackoffPolicy, Clock, Logger, Meter, Random } from "../core/mod.ts";
import type {
  ConsumedRecord,
  Generation,
  GroupMembership,
  GroupSessionOptions,
  IsolationLevel,
  OffsetReset,
  TopicPartition,
} from "../kafka/mod.ts";

/** Records of one partition that are processed together. */
export interface ConsumedBatch extends TopicPartition {
  /** At least one, in the order of the log. */
  readonly records: readonly ConsumedRecord[];
  /** What to commit once they are done: behind markers and aborted records too. */
  readonly nextOffset: bigint;
}

/** What is known beside a batch. */
export interface BatchContext {
  /**
   * The member and its generation: who commits, so that a member left behind is refused; and how long
   * it may believe that it is one.
   */
  readonly generation: GroupMembership & Pick<Generation, "leaseEndsAtMs">;
  /** Aborts when the partition has gone to another member, or the time to stop is up. */
  readonly signal: AbortSignal;
  /** Where reading stood before the batch: the offset that the group has committed. */
  readonly position: bigint;
  /**
   * Waits before another try; a rebalance or a stop need not wait for it.
   *
   * @throws the signal's reason when the partition has gone meanwhile
   */
  rest(delayMs: number): Promise<void>;
}

/**
 * Why a partition is prepared: it was assigned, and anybody may have worked on it since; it was kept
 * from the generation before; or what was done last with it failed or is in doubt.
 */
export type PrepareReason = "assigned" | "kept" | "failed";

/** What is known when a partition is prepared. */
export interface PrepareContext extends Pick<BatchContext, "signal" | "rest"> {
  /** Why. */
  readonly reason: PrepareReason;
  /** As in {@link BatchContext}; `undefined` while the generation is still being made. */
  readonly generation: BatchContext["generation"] | undefined;
}

/** What a batch runner is told. */
export interface BatchesOptions {
  /** Name of the group. */
  readonly groupId: string;
  /** What the group reads. */
  readonly topics: readonly string[];
  /**
   * Processes one batch and commits it, offsets included: nothing else is committed. What it throws
   * decides. An error that is retriable, not definite or an outage, or that says the member was left
   * behind: the committed offsets are read again, and reading goes on there. Everything else ends
   * the runner.
   */
  readonly process: (batch: ConsumedBatch, context: BatchContext) => Promise<void>;
  /**
   * Called before the group is asked where a partition's reading begins: when it was assigned, and
   * after a failed batch. What is open or in doubt is settled here; it fails as `process` does.
   */
  readonly prepare?: (partition: TopicPartition, context: PrepareContext) => Promise<void>;
  /** A partition is not this member's any more, and its last batch has ended. */
  readonly release?: (partition: TopicPartition) => Promise<void>;
  /** Most records of a batch. @default {500} */
  readonly maxBatchRecords?: number;
  /** Keys and values of a batch, in bytes; one record may be more. @default {1048576} */
  readonly maxBatchBytes?: number;
  /** How long a batch that isn't full waits for more, in milliseconds. @default {0} */
  readonly lingerMs?: number;
  /** Delay before a failed batch is done again. @default {from 100 ms up to 5 s} */
  readonly backoff?: BackoffPolicy;
  /**
   * How long a rebalance waits for running batches before it aborts them, in milliseconds; less than
   * a third of the session timeout.
   *
   * @default {a quarter of the session timeout}
   */
  readonly revokeTimeoutMs?: number;
  /** How long stopping waits for running batches, in milliseconds. @default {6000} */
  readonly shutdownTimeoutMs?: number;
  /** Where a group begins that has committed nothing. @default {"earliest"} */
  readonly offsetReset?: OffsetReset;
  /** Which records of transactions are seen. @default {"read_committed"} */
  readonly isolationLevel?: IsolationLevel;
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
  /** The jitter of delays. @default {none} */
  readonly random?: Random;
}

/** What a batch runner has done since it was started. */
export interface BatchStatistics {
  /** Records handed over by the brokers. */
  readonly received: number;
  /** Records of batches that were done. */
  readonly processed: number;
  /** Batches that were done. */
  readonly batches: number;
  /** Batches that failed, or whose outcome was not known. */
  readonly failed: number;
  /** Generations after the first. */
  readonly rebalances: number;
  /** How long it has been running, in milliseconds. */
  readonly durationMs: number;
}
