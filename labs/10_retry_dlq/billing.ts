import { waitFor } from "../../lib/core/mod.ts";
import {
  type ConsumerOptions,
  type ConsumerStatistics,
  type FailureDecision,
  retryTopicName,
  runConsumer,
} from "../../lib/consumer/mod.ts";
import { connectKafka, type ConsumedRecord } from "../../lib/kafka/mod.ts";
import { newTrace } from "../../lib/events/mod.ts";
import { createProducer } from "../../lib/producer/mod.ts";
import { deadLetterSink } from "../../lib/systems/mod.ts";
import { Recording, type RunContext } from "../../lib/workshop/mod.ts";
import type { FailedTry } from "./decisions.ts";
import { outage } from "./failures.ts";
import { idOf, keyOf, letterEvent } from "./letters.ts";
import type { Planned } from "./workload.ts";

/** Who decides: the learner's function, or one of the experiment. */
export type Decider = (error: unknown, failed: FailedTry) => Promise<FailureDecision>;

/** How a run works. */
export interface BillingOptions {
  readonly planned: readonly Planned[];
  readonly decide: Decider;
  readonly maxTries: number;
  readonly baseMs: number;
  readonly ordered: boolean;
  /** How often the ledger refuses before it is back. @default {0} */
  readonly outages?: number;
  /** The topics, so that a later run finds them. @default {fresh ones} */
  readonly topics?: { readonly orders: string; readonly letters: string };
}

/** One try of one record. */
export interface Try {
  readonly id: string;
  readonly atMs: number;
  readonly end: "done" | "failed" | "outage";
}

/** What a run left behind. */
export interface Billed {
  readonly orders: string;
  readonly letters: string;
  readonly groupId: string;
  /** In their order. */
  readonly tries: readonly Try[];
  readonly decided: readonly { readonly id: string; readonly decision: FailureDecision }[];
  readonly history: Recording;
  readonly statistics: ConsumerStatistics;
  /** The first record that was tried without an end, if there was one. */
  readonly endless: string | undefined;
  /** From the first try on, in milliseconds. */
  readonly tookMs: number;
}

const GRACE_TRIES = 6;
const LONGEST_RUN_MS = 20_000;

/** Bills orders with a real consumer until each has come to its end, or one never does. */
export async function bill(context: RunContext, options: BillingOptions): Promise<Billed> {
  const run = new BillingRun(context, options);
  return await run.run();
}

class BillingRun {
  readonly #context: RunContext;
  readonly #options: BillingOptions;
  readonly #planned: ReadonlyMap<string, Planned>;
  readonly #history = new Recording({ process: "billing" });
  readonly #tries: Try[] = [];
  readonly #decided: { id: string; decision: FailureDecision }[] = [];
  readonly #failures = new Map<string, number>();
  readonly #ended = new Set<string>();
  #outagesLeft: number;
  #problem: { readonly thrown: unknown } | undefined;
  #endless: string | undefined;
  #startedAtMs = 0;

  constructor(context: RunContext, options: BillingOptions) {
    this.#context = context;
    this.#options = options;
    this.#planned = new Map(options.planned.map((record) => [record.id, record]));
    this.#outagesLeft = options.outages ?? 0;
  }

  async run(): Promise<Billed> {
    const context = this.#context;
    const orders = this.#options.topics?.orders ?? await context.topic("orders", 2);
    const letters = this.#options.topics?.letters ?? await context.topic("letters");
    const groupId = context.groupId("billing");
    try {
      await this.#produce(orders);
      const statistics = await this.#consume(orders, letters, groupId);
      if (this.#problem !== undefined) throw this.#problem.thrown;
      await this.#readBack(orders, letters);
      const last = this.#tries.at(-1)?.atMs ?? 0;
      return {
        ...{ orders, letters, groupId, statistics },
        tries: this.#tries,
        decided: this.#decided,
        history: this.#history,
        endless: this.#endless,
        tookMs: Math.round(last),
      };
    } finally {
      await this.#removeRetryTopics(orders);
    }
  }

  async #produce(topic: string): Promise<void> {
    const producer = await this.#context.producer({ lingerMs: 1 });
    await Promise.all(this.#options.planned.map(async ({ id, key, partition }) => {
      const about = { id, key, topic };
      this.#history.record({ type: "send", phase: "invoke", ...about });
      const value = JSON.stringify({ order_id: id, price_cents: 100 });
      const { traceparent } = newTrace(this.#context.random);
      const headers = { "order-id": id, traceparent };
      const { offset } = await producer.send({ topic, partition, key, value, headers });
      this.#history.record({ type: "send", phase: "ok", ...about, partition, offset });
    }));
  }

  async #consume(orders: string, letters: string, groupId: string): Promise<ConsumerStatistics> {
    await using opened = new AsyncDisposableStack();
    const kafka = opened.use(connectKafka(this.#context.target.connection));
    const producer = opened.use(await createProducer(kafka, { lingerMs: 0 }));
    const consumer = opened.use(
      await runConsumer(kafka, {
        ...this.#settings(),
        groupId,
        topics: [orders],
        handler: (record) => this.#handle(record),
        deadLetters: this.#noted(deadLetterSink(producer, letters)),
        retryTopics: { sink: deadLetterSink(producer) },
      }),
    );
    await waitFor(() => this.#isOver, {
      what: "each order to come to its end",
      timeoutMs: LONGEST_RUN_MS,
      signal: this.#context.signal,
      intervalMs: 5,
    });
    return await consumer.stop();
  }

  #settings(): Partial<ConsumerOptions> {
    const { maxTries, baseMs, ordered } = this.#options;
    const { random } = this.#context;
    return {
      retry: { maxRetries: maxTries - 1 },
      onFailure: (error, { record, attempts }) =>
        this.#decide(record, error, {
          tries: attempts,
          ...{ maxTries, baseMs, ordered },
          chance: random.next(),
        }),
      outageBackoff: { baseMs: 5, maxMs: 20 },
      session: { heartbeatIntervalMs: 500, maxWaitMs: 50 },
      shutdownTimeoutMs: 4000,
    };
  }

  get #isOver(): boolean {
    const isStopped = this.#problem !== undefined || this.#endless !== undefined;
    return isStopped || this.#ended.size === this.#planned.size;
  }

  #handle(record: ConsumedRecord): void {
    const id = idOf(record);
    const { failures, error } = this.#planned.get(id)!;
    const failed = this.#failures.get(id) ?? 0;
    if (this.#outagesLeft > 0) {
      this.#outagesLeft--;
      this.#note(id, "outage");
      throw outage();
    }
    if (failed < failures) {
      this.#failures.set(id, failed + 1);
      this.#note(id, "failed");
      if (failed >= this.#options.maxTries + GRACE_TRIES) this.#endless ??= id;
      throw error();
    }
    this.#note(id, "done");
    const { topic, partition, offset } = record;
    const about = { id, key: keyOf(record), topic, partition, offset };
    this.#history.record({ type: "effect", ...about, outcome: "applied" });
    this.#ended.add(id);
  }

  #note(id: string, end: Try["end"]): void {
    if (this.#tries.length === 0) this.#startedAtMs = performance.now();
    this.#tries.push({ id, end, atMs: performance.now() - this.#startedAtMs });
  }

  async #decide(record: ConsumedRecord, error: unknown, failed: FailedTry) {
    try {
      const decision = await this.#options.decide(error, failed);
      this.#decided.push({ id: idOf(record), decision });
      const tried = this.#tries.filter(({ id }) => id === idOf(record)).length;
      if (tried > failed.maxTries + GRACE_TRIES + (this.#options.outages ?? 0)) {
        this.#endless ??= idOf(record);
      }
      return decision;
    } catch (thrown) {
      this.#problem ??= { thrown };
      return { then: "give up" } as const;
    }
  }

  /** A letter ends its record when it is acknowledged. */
  #noted(sink: ConsumerOptions["deadLetters"] & object): ConsumerOptions["deadLetters"] & object {
    return {
      publish: async (topic, record) => {
        await sink.publish(topic, record);
        this.#ended.add(idOf({ headers: record.headers ?? [] }));
      },
    };
  }

  /** What a fresh reader finds in the log and among the dead letters. */
  async #readBack(orders: string, letters: string): Promise<void> {
    const { kafka } = this.#context;
    const reader = this.#history.as("reader");
    const sent = new Map<string, ConsumedRecord>();
    for await (const record of kafka.read({ topic: orders })) sent.set(idOf(record), record);
    for await (const letter of kafka.read({ topic: letters })) {
      const happening = letterEvent(letter, sent.get(idOf(letter)));
      if (happening !== undefined) reader.record(happening);
    }
    for (const { partition, high: offset } of await this.#context.admin.topicOffsets(orders)) {
      reader.record({ type: "end", topic: orders, partition, offset });
    }
    for (const record of sent.values()) {
      const { topic, partition, offset } = record;
      reader.record({
        type: "log",
        id: idOf(record),
        key: keyOf(record),
        topic,
        partition,
        offset,
      });
    }
  }

  async #removeRetryTopics(orders: string): Promise<void> {
    const { admin } = this.#context;
    const known = new Set(await admin.listTopics());
    const names = Array.from(
      { length: this.#options.maxTries },
      (_, at) => retryTopicName(orders, at + 1),
    );
    await admin.deleteTopics(names.filter((name) => known.has(name)));
  }
}
