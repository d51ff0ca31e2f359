import { nullMeter, systemClock, withDeadline, WorkshopError } from "../core/mod.ts";
import type {
  GroupMembership,
  Kafka,
  ProduceBatch,
  ProduceOptions,
  ProduceReceipt,
  ProducerSession,
  TopicPartitionOffset,
  Transaction,
  TransactionalSession,
} from "../kafka/mod.ts";
import type { DeliveryReport, ProducerRecord } from "./delivery.ts";
import { Producer } from "./producer.ts";
import { TransactionError } from "./transactional_outcome.ts";
import type { TransactionalProducerOptions } from "./transactional_options.ts";

/** An open transaction: what is sent in it becomes visible together with its offsets, or never. */
export interface ProducerTransaction {
  /**
   * Sends a record; resolves when it is in the log, where nobody sees it under `read_committed`
   * before the commit. A record that could not be sent fails the commit too, so that the promise need
   * not be looked at.
   *
   * @throws {DeliveryError} the transaction can only be aborted now
   */
  send(record: ProducerRecord): Promise<DeliveryReport>;
  /** Resolves when there is room for more records: await it between sends in a loop. */
  ready(): Promise<void>;
  /**
   * Makes a group's next-to-read offsets part of the transaction. With a membership, a member that
   * the group has left behind is refused (KIP-447). The commit waits for it and fails with it, so
   * that the promise need not be looked at.
   *
   * @throws {TransactionError} the transaction can only be aborted now
   */
  sendOffsets(
    groupId: string,
    offsets: readonly TopicPartitionOffset[],
    membership?: GroupMembership,
  ): Promise<void>;
  /**
   * Sends what waits, and makes everything visible at once.
   *
   * @throws {TransactionError} `definite` tells a transaction that left nothing visible, which has
   *   been aborted, from one whose outcome is not known
   */
  commit(): Promise<void>;
  /** Drops everything in it; does nothing when it has ended. */
  abort(): Promise<void>;
}

/** How a transaction ended; the session may not be used again unless it says so. */
export type TransactionEnding =
  | { readonly committed: true }
  | { readonly committed: false; readonly error: TransactionError | undefined };

/** What an open transaction is made of. */
export interface OpenTransactionOptions {
  readonly producer: TransactionalProducerOptions;
  readonly session: TransactionalSession;
  readonly transaction: Transaction;
  /** It has ended; called once. */
  readonly onEnd: (ending: TransactionEnding) => void;
}

/** A producer whose batches are of one transaction; its settings are those of any producer. */
export class OpenTransaction implements ProducerTransaction {
  readonly #options: OpenTransactionOptions;
  readonly #producer: Producer;
  /** Requests of it that have no answer yet. */
  readonly #underWay = new Set<Promise<unknown>>();
  #failure: unknown;
  #state: "open" | "committing" | "aborting" | "ended" = "open";
  #aborting: Promise<TransactionError | undefined> | undefined;

  constructor(options: OpenTransactionOptions) {
    this.#options = options;
    const { transactionTimeoutMs = 60_000, onTransaction: _, ...settings } = options.producer;
    this.#producer = new Producer(this.#batches(), {
      ...settings,
      deliveryTimeoutMs: transactionTimeoutMs,
      meter: nullMeter,
    });
  }

  /** What the producer takes for a cluster: sessions that write into this transaction. */
  #batches(): Pick<Kafka, "producer"> {
    const { session, transaction } = this.#options;
    const usable = () => (this.#state === "open" || this.#state === "committing") && session.usable;
    const batches: ProducerSession = {
      get usable() {
        return usable();
      },
      partitionCount: (topic) => session.partitionCount(topic),
      produce: (batch: ProduceBatch, options?: ProduceOptions): Promise<ProduceReceipt> =>
        usable() ? this.#noted(transaction.produce(batch, options)) : Promise.reject(this.#over()),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
    return {
      producer: () => usable() ? Promise.resolve(batches) : Promise.reject(this.#over()),
    };
  }

  async #noted<T>(request: Promise<T>): Promise<T> {
    this.#underWay.add(request);
    try {
      return await request;
    } finally {
      this.#underWay.delete(request);
    }
  }

  #over(): WorkshopError {
    const { transactionalId } = this.#options.session;
    return new WorkshopError(
      `The transaction of ${transactionalId} takes nothing more: abort it and begin another`,
      { code: "TRANSACTION_ENDED", cause: this.#failure },
    );
  }

  get ended(): boolean {
    return this.#state === "ended";
  }

  send(record: ProducerRecord): Promise<DeliveryReport> {
    if (this.#state !== "open") return Promise.reject(this.#over());
    const sent = this.#producer.send(record);
    sent.catch((error) => this.#failure ??= error);
    return sent;
  }

  ready(): Promise<void> {
    return this.#producer.ready();
  }

  sendOffsets(
    groupId: string,
    offsets: readonly TopicPartitionOffset[],
    membership?: GroupMembership,
  ): Promise<void> {
    if (this.#state !== "open") return Promise.reject(this.#over());
    const { session, transaction } = this.#options;
    const sent = this.#noted(transaction.sendOffsets(groupId, offsets, membership)).catch(
      (error) => {
        this.#failure ??= error;
        throw new TransactionError(session.transactionalId, error);
      },
    );
    sent.catch(() => {});
    return sent;
  }

  async commit(): Promise<void> {
    if (this.#state !== "open") throw this.#over();
    this.#state = "committing";
    await this.#producer.flush();
    await Promise.allSettled(this.#underWay);
    if (this.#failure !== undefined) throw (await this.#abort())!;
    const { session, transaction } = this.#options;
    try {
      await transaction.commit();
    } catch (cause) {
      const { definite } = cause as WorkshopError;
      const error = new TransactionError(session.transactionalId, cause, definite);
      await this.#end({ committed: false, error });
      throw error;
    }
    await this.#end({ committed: true });
  }

  async abort(): Promise<void> {
    if (this.#state === "open") await this.#abort();
    else await this.#aborting;
  }

  #abort(): Promise<TransactionError | undefined> {
    this.#state = "aborting";
    return this.#aborting ??= this.#drop();
  }

  /** What stays on its way must find a newer epoch: then the session ends instead. */
  async #drop(): Promise<TransactionError | undefined> {
    const { session, transaction } = this.#options;
    const isQuiet = await this.#answered();
    if (!isQuiet || !session.usable) await session[Symbol.asyncDispose]();
    else await transaction.abort().catch((failure) => this.#failure ??= failure);
    const error = this.#failure === undefined
      ? undefined
      : new TransactionError(session.transactionalId, this.#failure);
    await this.#end({ committed: false, error });
    return error;
  }

  /** Whether the requests that are under way are answered in time. */
  async #answered(): Promise<boolean> {
    const { clock = systemClock, requestTimeoutMs: timeoutMs = 30_000 } = this.#options.producer;
    const what = "the requests of an aborted transaction";
    const answers = Promise.allSettled(this.#underWay);
    return await withDeadline(answers, { what, timeoutMs, clock }).then(() => true, () => false);
  }

  async #end(ending: TransactionEnding): Promise<void> {
    this.#state = "ended";
    await this.#producer.close({ timeoutMs: 0 });
    this.#options.onEnd(ending);
  }
}
