import { systemClock, WorkshopError } from "../core/mod.ts";
import {
  type BatchContext,
  type ConsumedBatch,
  deadLetterOf,
  type Kafka,
  type OmittedPart,
  type PrepareContext,
  type TopicPartition,
} from "../consumer/mod.ts";
import {
  createTransactionalProducer,
  type ProducerFencedError,
  type ProducerRecord,
  type ProducerTransaction,
  type TransactionalProducer,
  type TransactionalProducerOptions,
  TransactionError,
} from "../producer/mod.ts";
import type { Poison, Work } from "./exactly_once_work.ts";

/** How often in a row a transactional id may be lost to others before that is an error. */
const MAX_FENCINGS = 5;
const LOOK_AGAIN_MS = 50;
/** Between two looks at whether there is room for more records. */
const SENDS_PER_LOOK = 100;
const TOO_LARGE = new Set(["MESSAGE_TOO_LARGE", "RECORD_TOO_LARGE", "RECORD_LIST_TOO_LARGE"]);
/** What a letter goes without that is too large as it is, and then still. */
const OMITTED: readonly (readonly OmittedPart[])[] = [[], ["value"], ["value", "key", "headers"]];

/** What a partition's transactions are made with. */
export interface ExactlyOncePartitionOptions {
  readonly kafka: Kafka;
  readonly groupId: string;
  readonly place: TopicPartition;
  readonly deadLetterTopic: string | false;
  readonly producer: Omit<TransactionalProducerOptions, "transactionalId">;
  /** Its transactional id was taken over while the partition was this member's. */
  readonly onFenced: () => void;
}

/** The transactional id of an input partition. */
export function transactionalIdOf(groupId: string, { topic, partition }: TopicPartition): string {
  return `${groupId}-${topic}-${partition}`;
}

/** One input partition and the producer of its transactions, whose id nobody else uses rightfully. */
export class ExactlyOncePartition implements AsyncDisposable {
  readonly #options: ExactlyOncePartitionOptions;
  #producer: TransactionalProducer | undefined;
  #preparing: Promise<void> = Promise.resolve();
  #fencings = 0;
  /** How much of a letter is left out; see {@link OMITTED}. */
  #omission = 0;

  constructor(options: ExactlyOncePartitionOptions) {
    this.#options = options;
  }

  /** Fences whoever worked on the partition before, and settles what is open or in doubt. */
  prepare(context: PrepareContext): Promise<void> {
    const preparing = this.#preparing.catch(() => {}).then(() => this.#prepare(context));
    this.#preparing = preparing;
    return preparing;
  }

  async #prepare(context: PrepareContext): Promise<void> {
    context.signal.throwIfAborted();
    const { reason, generation } = context;
    if (generation !== undefined) await this.#believed(generation, context, -Infinity);
    const fenced = this.#producer?.fenced;
    if (reason === "assigned" || fenced !== undefined) await this.#close();
    if (fenced !== undefined && generation !== undefined) {
      await this.#confirmed(fenced, generation, context);
    }
    if (this.#producer === undefined) this.#producer = await this.#open();
    else await this.#producer.recover();
  }

  #open(): Promise<TransactionalProducer> {
    const { kafka, groupId, place, producer } = this.#options;
    const transactionalId = transactionalIdOf(groupId, place);
    return createTransactionalProducer(kafka, { ...producer, transactionalId });
  }

  /**
   * A zombie's last words may have fenced this member, or this member is the zombie: only a heartbeat
   * that the coordinator answers tells which, and a zombie takes nothing from anybody.
   */
  async #confirmed(
    fenced: ProducerFencedError,
    generation: BatchContext["generation"],
    context: PrepareContext,
  ): Promise<void> {
    this.#options.onFenced();
    if (++this.#fencings > MAX_FENCINGS) throw fenced;
    await this.#believed(generation, context, generation.leaseEndsAtMs);
  }

  /** Until a heartbeat has renewed the lease beyond this, and it holds. */
  async #believed(
    generation: BatchContext["generation"],
    { rest }: PrepareContext,
    beyondMs: number,
  ): Promise<void> {
    const { clock = systemClock } = this.#options.producer;
    const holds = () => generation.leaseEndsAtMs > Math.max(beyondMs, clock.monotonicMs());
    while (!holds()) await rest(LOOK_AGAIN_MS);
  }

  /** Commits what came of a batch, and its offset, in one transaction. */
  async commit(batch: ConsumedBatch, work: Work, context: BatchContext): Promise<void> {
    context.signal.throwIfAborted();
    try {
      await this.#producer!.run((transaction) => this.#fill(transaction, batch, work, context));
      this.#fencings = this.#omission = 0;
    } catch (error) {
      context.signal.throwIfAborted();
      throw this.#again(error);
    }
  }

  async #fill(
    transaction: ProducerTransaction,
    { topic, partition, nextOffset: offset }: ConsumedBatch,
    { outputs, poison }: Work,
    context: BatchContext,
  ): Promise<void> {
    const { groupId } = this.#options;
    let sent = 0;
    for (const record of [...outputs, ...poison.map((each) => this.#letter(each))]) {
      void transaction.send(record);
      if (++sent % SENDS_PER_LOOK === 0) await transaction.ready();
    }
    await transaction.sendOffsets(groupId, [{ topic, partition, offset }], context.generation);
    context.signal.throwIfAborted();
  }

  #letter({ record, story }: Poison): ProducerRecord {
    const { deadLetterTopic } = this.#options;
    if (deadLetterTopic === false) throw story.error;
    const { key = null, value, headers = [] } = deadLetterOf(
      record,
      story,
      OMITTED[this.#omission],
    );
    return { topic: deadLetterTopic, key, value, headers };
  }

  /** The error, as one that says whether the batch may be done again. */
  #again(error: unknown): unknown {
    if (!(error instanceof TransactionError)) return error;
    const { code, fenced, topic } = error;
    if (fenced !== undefined && this.#producer?.fenced !== undefined) return passing(error);
    const isLetter = topic !== undefined && topic === this.#options.deadLetterTopic;
    if (!isLetter || !TOO_LARGE.has(code) || this.#omission + 1 >= OMITTED.length) return error;
    this.#omission++;
    return passing(error);
  }

  async #close(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    await producer?.close();
  }

  /** Aborts what is open, and lets the transactional id go. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#preparing.catch(() => {});
    await this.#close();
  }
}

function passing(cause: TransactionError): WorkshopError {
  return new WorkshopError(cause.message, { code: cause.code, retriable: true, cause });
}
