import { backoffDelayMs, type Clock, systemClock, WorkshopError } from "../../core/mod.ts";
import {
  type Kafka,
  type OutgoingRecord,
  ProducerFencedError,
  type TransactionalSession,
} from "../../kafka/mod.ts";
import { ensureSettledTopic, settledTopic } from "./settled.ts";

const MAX_RETRIES = 8;
const BACKOFF = { baseMs: 50, maxMs: 1000 };

/** One letter to settle: its mark, and what is sent with it. */
export interface SettlingItem {
  readonly mark: OutgoingRecord;
  readonly sends?: {
    readonly topic: string;
    readonly partition: number;
    readonly record: OutgoingRecord;
  };
}

/**
 * Settles letters in transactions: what is sent and the mark that it was sent are there together or
 * not at all. Who opens one ends what anybody else is settling of the same dead letters.
 */
export class Settling implements AsyncDisposable {
  readonly #kafka: Pick<Kafka, "transactional">;
  readonly #topic: string;
  readonly #transactionalId: string;
  #session: TransactionalSession;

  private constructor(
    kafka: Pick<Kafka, "transactional">,
    options: { readonly topic: string; readonly session: TransactionalSession },
  ) {
    this.#kafka = kafka;
    this.#topic = options.topic;
    this.#session = options.session;
    this.#transactionalId = options.session.transactionalId;
  }

  /** Makes the topic of the marks, if it is absent, and takes the transactional id over. */
  static async open(
    kafka: Pick<Kafka, "admin" | "transactional">,
    deadLetterTopic: string,
  ): Promise<Settling> {
    await ensureSettledTopic(kafka, deadLetterTopic);
    const topic = settledTopic(deadLetterTopic);
    return new Settling(kafka, { topic, session: await kafka.transactional(topic) });
  }

  /**
   * Settles these letters in one transaction; what may pass, as a leader that moves, is tried again.
   *
   * @throws {WorkshopError} `definite` when none of them is settled; code `SETTLING_TAKEN_OVER` when
   *   somebody else settles now, `SETTLING_UNCERTAIN` when it isn't known
   */
  async settle(items: readonly SettlingItem[], clock: Clock = systemClock): Promise<void> {
    for (let attempt = 1;; attempt++) {
      try {
        return await this.#once(items);
      } catch (error) {
        const mayPass = error instanceof WorkshopError && error.definite && error.retriable;
        if (!mayPass || attempt > MAX_RETRIES) throw error;
        await clock.sleep(backoffDelayMs(attempt, BACKOFF));
      }
    }
  }

  async #once(items: readonly SettlingItem[]): Promise<void> {
    const transaction = await this.#session.begin();
    try {
      const byPlace = Map.groupBy(
        items.flatMap(({ sends }) => sends ?? []),
        ({ topic, partition }) => `${topic}/${partition}`,
      );
      for (const sends of byPlace.values()) {
        const { topic, partition } = sends[0]!;
        const records = sends.map(({ record }) => record);
        await transaction.produce({ topic, partition, records });
      }
      const records = items.map(({ mark }) => mark);
      await transaction.produce({ topic: this.#topic, partition: 0, records });
      await transaction.commit();
    } catch (error) {
      await transaction.abort().catch(() => {});
      throw await this.#refused(error, items.length);
    }
  }

  async #refused(error: unknown, count: number): Promise<unknown> {
    if (error instanceof WorkshopError && !error.definite) {
      return new WorkshopError(
        `Whether ${count} letters were settled is not known (${error.message}): begin again, which ` +
          "reads which were",
        { code: "SETTLING_UNCERTAIN", definite: false, cause: error },
      );
    }
    if (error instanceof ProducerFencedError && error.by !== "the transaction timeout") {
      return new WorkshopError(
        "Somebody else settles these dead letters now: let that end, then begin again",
        { code: "SETTLING_TAKEN_OVER", cause: error },
      );
    }
    if (!this.#session.usable) {
      await this.#session[Symbol.asyncDispose]();
      this.#session = await this.#kafka.transactional(this.#transactionalId);
    }
    return error;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session[Symbol.asyncDispose]();
  }
}
