import type {
  BatchesOptions,
  BatchStatistics,
  ConsumedRecord,
  RetryPolicy,
} from "../consumer/mod.ts";
import type { ProducerRecord, TransactionalProducerOptions } from "../producer/mod.ts";

/** What a processing function is told beside the records. */
export interface ProcessingContext {
  /** Aborts when the partition has gone to another member, or the time to stop is up. */
  readonly signal: AbortSignal;
  /** 1 for the first try of these records. */
  readonly attempt: number;
}

/**
 * Makes outputs of records of one partition, in their order. It may be called more than once for a
 * record, and after a failure with each record alone: what it gives depends on the records only.
 */
export type ProcessFunction = (
  records: readonly ConsumedRecord[],
  context: ProcessingContext,
) => readonly ProducerRecord[] | Promise<readonly ProducerRecord[]>;

/** How exactly-once processing works. */
export interface ExactlyOnceOptions extends
  Pick<
    BatchesOptions,
    | "groupId"
    | "topics"
    | "maxBatchRecords"
    | "maxBatchBytes"
    | "lingerMs"
    | "backoff"
    | "revokeTimeoutMs"
    | "shutdownTimeoutMs"
    | "offsetReset"
    | "session"
    | "meter"
    | "logger"
    | "clock"
    | "random"
  >,
  Pick<
    TransactionalProducerOptions,
    "compression" | "partitioner" | "requestTimeoutMs" | "topicTimeoutMs"
  > {
  /**
   * How long a transaction may be open, in milliseconds. For so long a partition stands still whose
   * member was killed between its offsets and its commit: nobody is told of offsets that may yet count.
   *
   * @default {10000}
   */
  readonly transactionTimeoutMs?: number;
  /** Makes outputs of records. */
  readonly process: ProcessFunction;
  /** When records are tried again whose error may pass. @default {three times, after 2, 4 and 8 s} */
  readonly retry?: Partial<RetryPolicy>;
  /**
   * Where a record goes that can't be processed, in the transaction that its batch is part of; with
   * `false` it ends the processing.
   *
   * @default {"DLQ"}
   */
  readonly deadLetterTopic?: string | false;
}

/** What exactly-once processing has done since it was started. */
export interface ExactlyOnceStatistics extends BatchStatistics {
  /** Records sent in transactions that were committed. */
  readonly outputs: number;
  /** Calls of the processing function after the first, for the same records. */
  readonly retried: number;
  /** Records that went to the dead letters. */
  readonly deadLettered: number;
  /** Transactions that were committed. */
  readonly committed: number;
  /** Transactions that left nothing visible. */
  readonly aborted: number;
  /** Transactions whose commit was not answered: committed offsets told what became of them. */
  readonly uncertain: number;
  /** Times that a partition's transactional id was taken over while it was this member's. */
  readonly fenced: number;
}
