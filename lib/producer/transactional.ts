import { type Counter, messageOf, nullLogger, nullMeter, WorkshopError } from "../core/mod.ts";
import type {
  Kafka,
  ProducerFencedError,
  TransactionalSession,
  TransactionalSessionOptions,
} from "../kafka/mod.ts";
import { OpenTransaction, type ProducerTransaction } from "./transactional_open.ts";
import type { TransactionEnding } from "./transactional_open.ts";
import { fencingIn, type TransactionOutcome } from "./transactional_outcome.ts";
import type { TransactionalProducerOptions } from "./transactional_options.ts";

/**
 * Opens a transactional producer (KIP-98): whoever had the transactional id is fenced, and what it
 * left open is aborted before this resolves.
 *
 * @throws {WorkshopError} code `CONNECTION_FAILED`, `TRANSACTIONAL_ID_AUTHORIZATION_FAILED` and what
 *   else the coordinator says
 * @example
 * ```ts
 * import { Cluster } from "../broker/mod.ts";
 * import { connectKafka } from "../kafka/mod.ts";
 * import { createTransactionalProducer } from "./mod.ts";
 *
 * await using cluster = await Cluster.start();
 * await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
 * await using admin = await kafka.admin();
 * await admin.createTopics([{ name: "orders", partitions: 1 }, { name: "bills", partitions: 3 }]);
 *
 * await using producer = await createTransactionalProducer(kafka, { transactionalId: "billing-0" });
 * await producer.run(async (transaction) => {
 *   void transaction.send({ topic: "bills", key: "42", value: "12.50" });
 *   void transaction.send({ topic: "bills", key: "43", value: "7.20" });
 *   await transaction.sendOffsets("billing", [{ topic: "orders", partition: 0, offset: 2n }]);
 * });
 * const bills = await Array.fromAsync(kafka.read({ topic: "bills" }));
 * console.log(bills.length); // 2
 * ```
 */
export async function createTransactionalProducer(
  kafka: Kafka,
  options: TransactionalProducerOptions,
): Promise<TransactionalProducer> {
  const producer = new TransactionalProducer(kafka, options);
  await producer.recover();
  return producer;
}

/**
 * Sends records and offsets in transactions, one at a time. Each transaction has one outcome:
 * acknowledged, failed or uncertain. After what leaves a transaction in doubt, and after its timeout,
 * the session is replaced by another of the same id, which settles what was open. A session that
 * another one has fenced is not: this producer has ended then, and says who took over.
 */
export class TransactionalProducer implements AsyncDisposable {
  readonly #kafka: Kafka;
  readonly #options: TransactionalProducerOptions;
  readonly #transactions: Counter;
  #session: TransactionalSession | undefined;
  #opening: Promise<TransactionalSession> | undefined;
  #current: OpenTransaction | undefined;
  #fenced: ProducerFencedError | undefined;
  #closed = false;

  /** Use {@link createTransactionalProducer}. */
  constructor(kafka: Kafka, options: TransactionalProducerOptions) {
    this.#kafka = kafka;
    this.#options = options;
    this.#transactions = (options.meter ?? nullMeter).counter({
      name: "kafka_producer_transactions_total",
      help: "Transactions by what became of them",
      labels: ["outcome"],
    });
    for (const outcome of ["acknowledged", "failed", "uncertain"]) {
      this.#transactions.add(0, { outcome });
    }
  }

  /** The id that it works under. */
  get transactionalId(): string {
    return this.#options.transactionalId;
  }

  /** Who ended this producer, if another session of its id has. */
  get fenced(): ProducerFencedError | undefined {
    return this.#fenced;
  }

  /**
   * Begins a transaction; there is one at a time.
   *
   * @throws {ProducerFencedError} when another session has taken the transactional id over
   * @throws {WorkshopError} code `TRANSACTION_OPEN`, `PRODUCER_CLOSED`, or what {@link recover} throws
   */
  async begin(): Promise<ProducerTransaction> {
    this.#demandUsable();
    if (this.#current?.ended === false) {
      throw new WorkshopError(
        `Transactional id ${this.transactionalId} has an open transaction: commit or abort it`,
        { code: "TRANSACTION_OPEN" },
      );
    }
    const session = await this.#usableSession();
    const transaction = await session.begin();
    return this.#current = new OpenTransaction({
      producer: this.#options,
      session,
      transaction,
      onEnd: (ending) => this.#ended(ending),
    });
  }

  /**
   * Does work in a transaction and commits it; aborts it when the work throws.
   *
   * @throws {TransactionError} as {@link ProducerTransaction.commit}; what the work throws
   */
  async run<T>(work: (transaction: ProducerTransaction) => Promise<T>): Promise<T> {
    const transaction = await this.begin();
    try {
      const result = await work(transaction);
      await transaction.commit();
      return result;
    } finally {
      await transaction.abort();
    }
  }

  /**
   * Replaces a session that has ended: when this resolves, no earlier transaction of the id is open
   * or undecided, and the committed offsets of its group can be relied on. {@link begin} does it too.
   *
   * @throws {ProducerFencedError} when another session has taken the transactional id over
   */
  async recover(): Promise<void> {
    this.#demandUsable();
    await this.#usableSession();
  }

  async #usableSession(): Promise<TransactionalSession> {
    if (this.#session?.usable) return this.#session;
    return await (this.#opening ??= this.#replace().finally(() => this.#opening = undefined));
  }

  async #replace(): Promise<TransactionalSession> {
    const old = this.#session;
    this.#session = undefined;
    await old?.[Symbol.asyncDispose]();
    const session = await this.#kafka.transactional(
      this.transactionalId,
      sessionOptions(this.#options),
    );
    if (this.#closed) {
      await session[Symbol.asyncDispose]();
      this.#demandUsable();
    }
    return this.#session = session;
  }

  #demandUsable(): void {
    if (this.#fenced !== undefined) throw this.#fenced;
    if (!this.#closed) return;
    throw new WorkshopError(`The producer of transactional id ${this.transactionalId} is closed`, {
      code: "PRODUCER_CLOSED",
    });
  }

  #ended(ending: TransactionEnding): void {
    const { transactionalId } = this;
    if (ending.committed) return this.#tell({ outcome: "acknowledged", transactionalId });
    const { error } = ending;
    const fenced = fencingIn(error);
    if (fenced !== undefined && fenced.by !== "the transaction timeout") this.#fenced = fenced;
    this.#tell({ outcome: error?.outcome ?? "failed", transactionalId, error });
  }

  #tell(outcome: TransactionOutcome): void {
    this.#transactions.add(1, { outcome: outcome.outcome });
    const { logger = nullLogger, onTransaction } = this.#options;
    if (outcome.outcome !== "acknowledged" && outcome.error !== undefined) {
      const { code, message } = outcome.error;
      logger.log("WARN", message, { code, transactionalId: this.transactionalId });
    }
    try {
      onTransaction?.(outcome);
    } catch (error) {
      logger.log("ERROR", `onTransaction threw: ${messageOf(error)}`, {});
    }
  }

  /** Aborts what is open, and lets the transactional id go. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#current?.abort();
    await this.#opening?.catch(() => {});
    await this.#session?.[Symbol.asyncDispose]();
  }

  /** See {@link close}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function sessionOptions(options: TransactionalProducerOptions): TransactionalSessionOptions {
  const { compression, requestTimeoutMs, transactionTimeoutMs } = options;
  return {
    ...(compression === undefined ? {} : { compression }),
    ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }),
    ...(transactionTimeoutMs === undefined ? {} : { transactionTimeoutMs }),
  };
}
