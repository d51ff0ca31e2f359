import {
  abortable,
  backoffDelayMs,
  type Clock,
  type Logger,
  messageOf,
  nullLogger,
  systemClock,
  WorkshopError,
} from "../core/mod.ts";
import {
  type ConsumedRecord,
  DEAD_LETTER_TOPIC,
  deadLetterOf,
  type Kafka,
} from "../consumer/mod.ts";
import {
  createTransactionalProducer,
  ProducerFencedError,
  type ProducerRecord,
  type TransactionalProducer,
} from "../producer/mod.ts";
import type {
  RunningSagaService,
  SagaEvent,
  SagaParticipant,
  SagaServiceOptions,
  SagaServiceStatistics,
} from "./saga_options.ts";
import { type InboxBatch, SagaInbox } from "./saga_inbox.ts";
import { readSagaEvent, sagaRecord } from "./saga_record.ts";

const BACKOFF = { baseMs: 50, maxMs: 2000 };
const TRANSACTION_TIMEOUT_MS = 10_000;
const START_TIMEOUT_MS = 30_000;
const TICK_MS = 250;
const MAX_BATCH_RECORDS = 500;
/** Between two looks at whether there is room for more records. */
const SENDS_PER_LOOK = 100;

/** What one life of a service works with: from a takeover to a failure. */
interface Life<E extends SagaEvent> extends AsyncDisposable {
  readonly producer: TransactionalProducer;
  readonly participant: SagaParticipant<E>;
  readonly inbox: SagaInbox;
}

/** What came of a batch. */
interface Decided {
  readonly records: ProducerRecord[];
  readonly types: string[];
  readonly letters: number;
}

/** A service at work: lives one after another, each from what is committed. */
export class SagaWorker<E extends SagaEvent> implements RunningSagaService {
  readonly name: string;
  readonly closed: Promise<void>;
  readonly #kafka: Kafka;
  readonly #options: SagaServiceOptions<E>;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #stopping = new AbortController();
  readonly #end = Promise.withResolvers<void>();
  readonly #tally = { consumed: 0, committed: 0, deadLettered: 0, starts: 0 };
  readonly #decided: Record<string, number> = {};
  #running: Promise<void> = Promise.resolve();

  constructor(kafka: Kafka, options: SagaServiceOptions<E>) {
    this.name = options.name;
    this.#kafka = kafka;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#logger = (options.logger ?? nullLogger).child({ service: options.name });
    this.closed = this.#end.promise;
    this.closed.catch(() => {});
  }

  /** Takes over; rejects when that can't be done, and won't be soon. */
  async start(): Promise<void> {
    const deadlineMs = this.#clock.monotonicMs() + START_TIMEOUT_MS;
    for (let failures = 0;;) {
      try {
        const life = await this.#begin();
        this.#running = this.#run(life);
        return;
      } catch (error) {
        const mayPass = error instanceof WorkshopError && (error.retriable || !error.definite);
        if (!mayPass || this.#clock.monotonicMs() > deadlineMs) throw error;
        await this.#clock.sleep(backoffDelayMs(++failures, BACKOFF, this.#options.random));
      }
    }
  }

  statistics(): SagaServiceStatistics {
    return { ...this.#tally, decided: { ...this.#decided } };
  }

  async stop(): Promise<SagaServiceStatistics> {
    this.#stopping.abort(new DOMException("The service stops", "AbortError"));
    await this.#running;
    return this.statistics();
  }

  /** See {@link stop}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #run(first: Life<E>): Promise<void> {
    let life: Life<E> | undefined = first;
    let failures = 0;
    while (!this.#stopping.signal.aborted) {
      try {
        life ??= await this.#begin();
        await this.#step(life);
        failures = 0;
      } catch (error) {
        if (this.#stopping.signal.aborted) break;
        const fenced = life?.producer.fenced ??
          (error instanceof ProducerFencedError ? error : undefined);
        await life?.[Symbol.asyncDispose]();
        life = undefined;
        if (fenced !== undefined) return this.#end.reject(fenced);
        const delayMs = backoffDelayMs(++failures, BACKOFF, this.#options.random);
        const fields = { error: messageOf(error), delayMs };
        this.#logger.log("WARN", "Begins anew from what is committed", fields);
        await this.#clock.sleep(delayMs, this.#stopping.signal).catch(() => {});
      }
    }
    await life?.[Symbol.asyncDispose]();
    this.#end.resolve();
  }

  /** Ends what a former one left open, and knows what it has decided. */
  async #begin(): Promise<Life<E>> {
    await using stack = new AsyncDisposableStack();
    const { name, inputs, output, create, requestTimeoutMs, logger } = this.#options;
    const { transactionTimeoutMs = TRANSACTION_TIMEOUT_MS } = this.#options;
    const producer = stack.use(
      await createTransactionalProducer(this.#kafka, {
        transactionalId: name,
        transactionTimeoutMs,
        lingerMs: 0,
        clock: this.#clock,
        ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }),
        ...(logger === undefined ? {} : { logger }),
      }),
    );
    const participant = create();
    for await (const record of this.#kafka.read({ topic: output })) {
      participant.apply(readSagaEvent<E>(record));
    }
    const inbox = stack.use(
      await SagaInbox.open(this.#kafka, { groupId: name, topics: inputs }),
    );
    this.#tally.starts++;
    const owned = stack.move();
    const dispose = () => owned.disposeAsync();
    return { producer, participant, inbox, [Symbol.asyncDispose]: dispose };
  }

  /** Waits for something to do, and does it in one transaction. */
  async #step(life: Life<E>): Promise<void> {
    await this.#awaken(life);
    const { maxBatchRecords = MAX_BATCH_RECORDS } = this.#options;
    const batch = life.inbox.take(maxBatchRecords);
    const decided = this.#decide(life.participant, batch.records);
    if (decided.records.length === 0 && batch.offsets.length === 0) return;
    await this.#commit(life.producer, batch, decided);
    this.#tally.consumed += batch.records.length;
    this.#tally.deadLettered += decided.letters;
    this.#tally.committed++;
    for (const type of decided.types) this.#decided[type] = (this.#decided[type] ?? 0) + 1;
  }

  async #awaken({ inbox, participant }: Life<E>): Promise<void> {
    const { signal } = this.#stopping;
    if (participant.due === undefined) return await abortable(inbox.arrived, signal);
    const { tickMs = TICK_MS } = this.#options;
    const stop = new AbortController();
    const tick = this.#clock.sleep(tickMs, AbortSignal.any([signal, stop.signal]));
    tick.catch(() => {});
    try {
      await abortable(Promise.race([inbox.arrived, tick]), signal);
    } finally {
      stop.abort();
    }
  }

  #decide(participant: SagaParticipant<E>, inputs: readonly ConsumedRecord[]): Decided {
    const decided: Decided & { letters: number } = { records: [], types: [], letters: 0 };
    const note = (events: readonly E[], cause?: ConsumedRecord) => {
      for (const event of events) {
        participant.apply(event);
        decided.records.push(sagaRecord(this.#options.output, event, cause));
        decided.types.push(event.type);
      }
    };
    for (const record of inputs) {
      const reaction = this.#reaction(participant, record);
      if ("letter" in reaction) {
        decided.records.push(reaction.letter);
        decided.letters++;
      } else {
        note(reaction.events, record);
      }
    }
    note(participant.due?.(this.#clock.now()) ?? []);
    return decided;
  }

  #reaction(
    participant: SagaParticipant<E>,
    record: ConsumedRecord,
  ): { readonly events: readonly E[] } | { readonly letter: ProducerRecord } {
    const nowMs = this.#clock.now();
    try {
      return { events: participant.react(readSagaEvent<E>(record), nowMs) };
    } catch (error) {
      const { name: groupId, deadLetterTopic: topic = DEAD_LETTER_TOPIC } = this.#options;
      const story = { error, attempts: 1, firstTimeMs: nowMs, lastTimeMs: nowMs, groupId };
      const { key = null, value, headers = [] } = deadLetterOf(record, story);
      this.#logger.log("ERROR", `An input goes to ${topic}: ${messageOf(error)}`, {
        topic: record.topic,
        partition: record.partition,
        offset: String(record.offset),
      });
      return { letter: { topic, key, value, headers } };
    }
  }

  async #commit(
    producer: TransactionalProducer,
    { offsets }: InboxBatch,
    { records }: Decided,
  ): Promise<void> {
    await producer.run(async (transaction) => {
      for (const [at, record] of records.entries()) {
        void transaction.send(record);
        if (at % SENDS_PER_LOOK === SENDS_PER_LOOK - 1) await transaction.ready();
      }
      if (offsets.length > 0) await transaction.sendOffsets(this.name, offsets);
    });
  }
}
