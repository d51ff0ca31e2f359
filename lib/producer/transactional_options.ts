import type { ProducerOptions } from "./options.ts";
import type { TransactionOutcome } from "./transactional_outcome.ts";

/** How a transactional producer works. */
export interface TransactionalProducerOptions extends
  Pick<
    ProducerOptions,
    | "compression"
    | "lingerMs"
    | "maxBatchBytes"
    | "maxRecordBytes"
    | "maxBufferedBytes"
    | "maxInFlight"
    | "requestTimeoutMs"
    | "topicTimeoutMs"
    | "retryBackoffMs"
    | "partitioner"
    | "keyless"
    | "meter"
    | "logger"
    | "tracer"
    | "clock"
    | "random"
  > {
  /** Who it is over restarts: opening another of the same id fences this one. */
  readonly transactionalId: string;
  /**
   * How long a transaction may be open before the coordinator aborts it, in milliseconds; brokers
   * allow at most `transaction.max.timeout.ms`. A record is tried for as long.
   *
   * @default {60000}
   */
  readonly transactionTimeoutMs?: number;
  /** Hears of each transaction's one outcome, also where nobody looks at the promise. */
  readonly onTransaction?: (outcome: TransactionOutcome) => void;
}
