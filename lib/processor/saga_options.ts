import type { Clock, Logger, Random } from "../core/mod.ts";

/** Something that a service has decided about a saga, for everybody to know. */
export interface SagaEvent {
  /** What was decided, in the past tense: `payment-taken`. */
  readonly type: string;
  /** Which saga: the record's key, so that a saga's events of one service keep their order. */
  readonly sagaId: string;
  /** What others have to know about it: plain JSON. */
  readonly data: object;
}

/**
 * A service's part in sagas, without any input or output. All that it knows is what it has decided
 * itself: its own events, folded. So there is nothing to lose that is not in its topic.
 */
export interface SagaParticipant<E extends SagaEvent> {
  /** Takes note of an event of its own, right after deciding it, or at a start from its topic. */
  apply(event: E): void;
  /**
   * What it decides about an event of others: events of its own, none where there is nothing to
   * decide or it is decided already. It changes nothing by itself, and may be asked again.
   */
  react(event: E, nowMs: number): readonly E[];
  /** What it decides because time has passed; asked every `tickMs`. */
  due?(nowMs: number): readonly E[];
}

/** What a service of a saga does with which topics. */
export interface SagaServiceOptions<E extends SagaEvent> {
  /** Name of the service: its group and its transactional id. */
  readonly name: string;
  /** Topics of the events that it reacts to. */
  readonly inputs: readonly string[];
  /** The topic of its own events, which nobody else writes to. */
  readonly output: string;
  /** Makes a participant that knows nothing yet. */
  readonly create: () => SagaParticipant<E>;
  /** Where an input goes that can't be read or throws, in the transaction of its batch. @default {"DLQ"} */
  readonly deadLetterTopic?: string;
  /** How often it is asked what is due, in milliseconds. @default {250} */
  readonly tickMs?: number;
  /** Records that one transaction covers at most. @default {500} */
  readonly maxBatchRecords?: number;
  /** How long a transaction may be open, in milliseconds. @default {10000} */
  readonly transactionTimeoutMs?: number;
  /** Longest wait for one answer, in milliseconds. @default {the producer's} */
  readonly requestTimeoutMs?: number;
  /** What time it is. @default {the machine's clock} */
  readonly clock?: Clock;
  /** The jitter of its waits after failures. @default {a fresh seed} */
  readonly random?: Random;
  /** Where its lines go. @default {nowhere} */
  readonly logger?: Logger;
}

/** What a service has done since it was started. */
export interface SagaServiceStatistics {
  /** Events of others that it has reacted to, in committed transactions. */
  readonly consumed: number;
  /** Events of its own, by type, in committed transactions. */
  readonly decided: Readonly<Record<string, number>>;
  /** Transactions that were committed. */
  readonly committed: number;
  /** Inputs that went to the dead letters. */
  readonly deadLettered: number;
  /** Times that it has begun anew from its topic, the first time included. */
  readonly starts: number;
}

/** A service at work. */
export interface RunningSagaService extends AsyncDisposable {
  /** Its name. */
  readonly name: string;
  /** Resolves when it was stopped; rejects when another one of its name has taken over. */
  readonly closed: Promise<void>;
  /** What it has done so far. */
  statistics(): SagaServiceStatistics;
  /** Ends its transaction and tells what was done. */
  stop(): Promise<SagaServiceStatistics>;
}
