import { type Random, systemClock, WorkshopError } from "../../core/mod.ts";
import type { Kafka, OutgoingRecord, TransactionalSession } from "../../kafka/mod.ts";
import type { Recorder } from "../history/mod.ts";
import { observedKafka } from "./member/observed_kafka.ts";
import { ID_HEADER } from "./member/work.ts";
import { INPUT_PARTITIONS } from "./run_plan.ts";
import { settleTransaction } from "./settle_transaction.ts";

/** What a source of transactions is made with. */
export interface TransactionSourceOptions {
  readonly kafka: Kafka;
  readonly topic: string;
  readonly transactionalId: string;
  readonly random: Random;
  readonly recorder: Recorder;
  readonly signal: AbortSignal;
}

const EVERY_MS = 150;
/** One in so many transactions is given up: nobody may ever see its records. */
const ABORTED_EVERY = 3;
const SESSION = { requestTimeoutMs: 3000 };

/**
 * Writes to the input in small transactions and aborts some of them, so that readers have something
 * that they must not see. After trouble it takes its transactional id over again.
 */
export class TransactionSource {
  readonly #options: TransactionSourceOptions;
  readonly #kafka: Kafka;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #session: TransactionalSession | undefined;
  #number = 0;
  #transactions = 0;

  /** Writes nothing yet. */
  constructor(options: TransactionSourceOptions) {
    this.#options = options;
    this.#kafka = observedKafka(options.kafka, options.recorder);
  }

  /** Begins to write. */
  start(): void {
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    const signal = AbortSignal.any([this.#stop.signal, this.#options.signal]);
    while (!signal.aborted) {
      await this.#transaction().catch((error) => this.#dropSession(error));
      await systemClock.sleep(EVERY_MS, signal).catch(() => {});
    }
  }

  async #transaction(): Promise<void> {
    const { random, topic, transactionalId } = this.#options;
    const aborted = this.#transactions++ % ABORTED_EVERY === 1;
    const partition = random.int(0, INPUT_PARTITIONS - 2);
    this.#session ??= await this.#kafka.transactional(transactionalId, SESSION);
    const transaction = await this.#session.begin();
    await transaction.produce({ topic, partition, records: [this.#next(partition)] });
    await transaction.produce({
      topic,
      partition: partition + 1,
      records: [this.#next(partition + 1)],
    });
    if (aborted) await transaction.abort();
    else await transaction.commit();
  }

  #next(partition: number): OutgoingRecord {
    const id = `transactions:${this.#number++}`;
    const text = new TextEncoder();
    return {
      key: text.encode(`in-transactions-${partition}`),
      value: text.encode(JSON.stringify({ id, amount: 1 })),
      headers: [{ name: ID_HEADER, value: text.encode(id) }],
    };
  }

  async #dropSession(error: unknown): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await Promise.resolve(session?.[Symbol.asyncDispose]()).catch(() => {});
    if (!(error instanceof WorkshopError)) throw error;
  }

  /** Writes no more, and leaves no transaction open. */
  async finish(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await this.#session?.[Symbol.asyncDispose]();
    const { kafka, transactionalId, signal } = this.#options;
    await settleTransaction(kafka, transactionalId, signal);
  }
}
