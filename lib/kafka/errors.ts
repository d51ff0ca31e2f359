import { WorkshopError } from "../core/mod.ts";

/** What a broker refused; `code` is Kafka's own name of the error. */
export class BrokerError extends WorkshopError {}

/** A connection that could not be made (definite) or was lost with answers outstanding (not). */
export class ConnectionError extends WorkshopError {}

/** A request that was not answered in time; whether it was done is not known. */
export class RequestTimeoutError extends WorkshopError {}

/** What came over the wire or lies in the log can't be what Kafka wrote. */
export class CorruptDataError extends WorkshopError {}

/** A session that was used after it was closed, or after an uncertain outcome ended it. */
export class SessionEndedError extends WorkshopError {}

/** A commit or effect of a generation that the group has left behind. */
export class StaleGenerationError extends WorkshopError {}

/** A batch that was not acknowledged; `definite` tells whether it is known not to be in the log. */
export class ProduceError extends WorkshopError {}

/** What is told of a transactional id that was taken over. */
export interface FencingDetails {
  /** The transactional id. */
  readonly transactionalId: string;
  /** Epoch under which the fenced session worked. */
  readonly producerEpoch: number;
  /** Who ended it; `undefined` when the coordinator could not be asked. */
  readonly by: "another session" | "the transaction timeout" | undefined;
  /** Epoch that the coordinator knows now. @default {not known} */
  readonly currentEpoch?: number;
  /** Whether it is known that nothing of the transaction became visible. @default {true} */
  readonly definite?: boolean;
  /** The broker's answer. */
  readonly cause: WorkshopError;
}

/**
 * A transactional session that may write nothing more: its id was taken over, by another session or
 * because its transaction was open for too long.
 */
export class ProducerFencedError extends WorkshopError {
  /** The transactional id. */
  readonly transactionalId: string;
  /** Who ended it; `undefined` when the coordinator could not be asked. */
  readonly by: FencingDetails["by"];
  /** Epoch under which the fenced session worked. */
  readonly producerEpoch: number;
  /** Epoch that the coordinator knows now, if it was told. */
  readonly currentEpoch: number | undefined;

  /** Wraps the broker's answer. */
  constructor(message: string, details: FencingDetails) {
    const { cause, definite = true } = details;
    super(message, { code: "PRODUCER_FENCED", definite, cause });
    this.transactionalId = details.transactionalId;
    this.by = details.by;
    this.producerEpoch = details.producerEpoch;
    this.currentEpoch = details.currentEpoch;
  }
}
