import {
  type LogFields,
  type Logger,
  ManualClock,
  nullMeter,
  seededRandom,
  waitFor,
  WorkshopError,
} from "../core/mod.ts";
import type { ConsumedRecord } from "../kafka/mod.ts";
import { ConsumerMeter } from "./consumer_meter.ts";
import { createProcessor } from "./create_processor.ts";
import type { HandlerContext } from "./handler_context.ts";
import type { ConsumerOptions } from "./options.ts";
import type { RetryTopics } from "./retry_topics.ts";
import { ProcessSpans } from "./process_spans.ts";
import type { Processor } from "./record_processor.ts";
import type { SinkRecord } from "./record_sink.ts";

/** A record whose value no line may tell. */
export const RECORD: ConsumedRecord = {
  topic: "orders",
  partition: 2,
  offset: 7n,
  timestampMs: 0,
  key: null,
  value: new TextEncoder().encode("private"),
  headers: [{ name: "correlation-id", value: new TextEncoder().encode("c-1") }],
};

/** An error that may pass. */
export const passing = () => new WorkshopError("later", { code: "LATER", retriable: true });
/** What every record needs is down. */
export const outage = () => new WorkshopError("The store is down", { code: "STORE", outage: true });

/** A processor with everything around it: what it logs, publishes and asks of its partition. */
export class Processing {
  readonly lines: { level: string; message: string; fields: LogFields }[] = [];
  readonly published: { topic: string; record: SinkRecord }[] = [];
  readonly clock = new ManualClock();
  readonly meter = new ConsumerMeter(nullMeter, this.clock, "group");
  /** What publishing fails with next; `undefined` succeeds. */
  readonly refusals: unknown[] = [];
  readonly stuck: boolean[] = [];
  readonly rests: number[] = [];
  readonly ending = new AbortController();
  /** Decides whether what is published is taken; it may hold it up. */
  onPublish: (record: SinkRecord) => Promise<void> | void = () => {};
  readonly #processor: Processor;

  constructor(
    handler: ConsumerOptions["handler"],
    options: Partial<ConsumerOptions> & { readonly retryIn?: RetryTopics } = {},
  ) {
    const sink = { publish: (topic: string, record: SinkRecord) => this.#publish(topic, record) };
    const { retryIn: retryTopics, ...more } = options;
    const spans = more.tracer && new ProcessSpans(more.tracer, "group");
    const base = { groupId: "group", handler, deadLetters: sink, random: seededRandom("jitter") };
    this.#processor = createProcessor(
      { ...base, ...(retryTopics !== undefined && { retryTopics: { sink } }), ...more },
      { meter: this.meter, logger: this.#logger, clock: this.clock, retryTopics, spans },
    );
  }

  get #logger(): Logger {
    const logger: Logger = {
      log: (level, message, fields = {}) => this.lines.push({ level, message, fields }),
      child: () => logger,
    };
    return logger;
  }

  async #publish(topic: string, record: SinkRecord): Promise<void> {
    await this.onPublish(record);
    const refusal = this.refusals.shift();
    if (refusal !== undefined) throw refusal;
    this.published.push({ topic, record });
  }

  /** The messages of a level. */
  messages(level: string): string[] {
    return this.lines.filter((line) => line.level === level).map(({ message }) => message);
  }

  async process(record = RECORD): Promise<string> {
    return await this.#processor.process(record, {
      signal: this.ending.signal,
      context: (attempt) => this.#context(attempt),
      rest: (delayMs) => this.#rest(delayMs),
      stuck: (isStuck) => void this.stuck.push(isStuck),
    }, 0);
  }

  #context(attempt: number): HandlerContext {
    const generation = { id: 1, memberId: "member" };
    const owner = { stillOwner: () => true, throwIfStale: () => {} };
    return { signal: this.ending.signal, attempt, generation, ...owner };
  }

  /** Time passes at once, so that no test waits. */
  async #rest(delayMs: number): Promise<void> {
    this.ending.signal.throwIfAborted();
    this.rests.push(delayMs);
    const slept = this.clock.sleep(delayMs, this.ending.signal);
    await waitFor(() => this.clock.sleepers > 0, { what: "the rest" });
    this.clock.advance(delayMs);
    await slept;
  }
}
