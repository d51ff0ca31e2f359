import {
  abortable,
  type Clock,
  freshSeed,
  type Logger,
  nullLogger,
  type Random,
  seededRandom,
  systemClock,
  WorkshopError,
} from "../../core/mod.ts";
import { DEAD_LETTER_TOPIC, type DeadLetterSink } from "../../consumer/mod.ts";
import { EventGenerator, newTrace, type Trace, traceHeaders } from "../../events/mod.ts";
import { createProducer, type Producer } from "../../producer/mod.ts";
import { deadLetterSink } from "../dead_letters.ts";
import { Pace } from "../pace.ts";
import type { RunningRole } from "../running_role.ts";
import { ensureTopics } from "../topics.ts";
import { generatedItems, inputItems, type SourceItem } from "./event_source.ts";
import type { RandomEventsProducerOptions } from "./producer_options.ts";
import { type ProducerStatistics, ProducerTally } from "./producer_tally.ts";
import { deadLetterOfLine } from "./rejected_line.ts";
import { markHeaders } from "./sent_mark.ts";

/** The topic of random events. */
export const RANDOM_EVENTS_TOPIC = "random-events";

const INTERVAL_MS = 5000;
/** From this interval on, each event is worth a line that people see. */
const CALM_INTERVAL_MS = 1000;

/**
 * Produces random events, or those of an input, until it is stopped or at its end. A send that
 * fails is counted and told, and the producer goes on.
 *
 * @throws {WorkshopError} when no broker answers or the topics can't be made
 */
export async function startRandomEventsProducer(
  kafka: Parameters<typeof createProducer>[0],
  options: RandomEventsProducerOptions = {},
): Promise<RunningRole<ProducerStatistics>> {
  const { topic = RANDOM_EVENTS_TOPIC, deadLetterTopic = DEAD_LETTER_TOPIC, sending } = options;
  await ensureTopics(kafka, [
    { definition: RANDOM_EVENTS_TOPIC, name: topic },
    { definition: DEAD_LETTER_TOPIC, name: deadLetterTopic },
  ]);
  const { meter, logger, clock } = options;
  const producer = await createProducer(kafka, {
    acks: "all",
    lingerMs: 0,
    ...sending,
    ...(meter !== undefined && { meter }),
    ...(logger !== undefined && { logger }),
    ...(clock !== undefined && { clock }),
  });
  return new RandomEventsProducer(producer, options);
}

class RandomEventsProducer implements RunningRole<ProducerStatistics> {
  readonly closed: Promise<void>;
  readonly #producer: Producer;
  readonly #deadLetters: DeadLetterSink;
  readonly #options: RandomEventsProducerOptions;
  readonly #topic: string;
  readonly #tally: ProducerTally;
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #stop = new AbortController();

  constructor(producer: Producer, options: RandomEventsProducerOptions) {
    this.#producer = producer;
    this.#deadLetters = deadLetterSink(producer, options.deadLetterTopic);
    this.#options = options;
    this.#topic = options.topic ?? RANDOM_EVENTS_TOPIC;
    this.#logger = options.logger ?? nullLogger;
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? seededRandom(freshSeed());
    this.#tally = new ProducerTally(this.#random.uuid(), options.input !== undefined);
    this.closed = this.#run();
    // Whoever looks at `closed` sees the failure; nobody is forced to look at once.
    this.closed.catch(() => {});
  }

  statistics(): ProducerStatistics {
    return this.#tally.snapshot();
  }

  async stop(): Promise<ProducerStatistics> {
    this.#stop.abort();
    await this.closed.catch(() => {});
    return this.statistics();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #run(): Promise<void> {
    const { input, signal, shutdownTimeoutMs: timeoutMs = 8000 } = this.#options;
    const ended = signal === undefined
      ? this.#stop.signal
      : AbortSignal.any([this.#stop.signal, signal]);
    // Closing the input also wakes a reader that waits for its next line.
    const closeInput = () => void input?.[Symbol.asyncDispose]();
    ended.addEventListener("abort", closeInput, { once: true });
    try {
      await this.#sendAll(ended);
      // Whoever ends by himself waits for every outcome; whoever is stopped has less time.
      await abortable(this.#producer.flush(), ended);
    } catch (error) {
      if (!ended.aborted) throw error;
    } finally {
      ended.removeEventListener("abort", closeInput);
      await input?.[Symbol.asyncDispose]();
      await this.#producer.close({ timeoutMs });
      this.#logger.log("INFO", "Producer stopped", summaryOf(this.statistics()));
    }
  }

  async #sendAll(ended: AbortSignal): Promise<void> {
    const { input, count = Infinity } = this.#options;
    const intervalMs = this.#options.intervalMs ?? (input === undefined ? INTERVAL_MS : 0);
    const pace = new Pace(intervalMs, this.#clock);
    const level = intervalMs >= CALM_INTERVAL_MS ? "INFO" : "DEBUG";
    let done = 0;
    if (count === 0) return;
    for await (const item of this.#items()) {
      await pace.next(ended);
      await this.#producer.ready();
      ended.throwIfAborted();
      this.#take(item, level);
      if (++done >= count) return;
    }
  }

  #items(): Iterable<SourceItem> | AsyncIterable<SourceItem> {
    const { input, poisonShare = 0 } = this.#options;
    if (input !== undefined) return inputItems(input);
    const generator = new EventGenerator({
      random: this.#random.fork("events"),
      clock: this.#clock,
    });
    return generatedItems(generator, { poisonShare, random: this.#random.fork("poison") });
  }

  #take(item: SourceItem, level: "INFO" | "DEBUG"): void {
    if (item.lineNumber !== undefined) this.#tally.line(item.lineNumber);
    if (item.kind === "blank") this.#tally.blank();
    else if (item.kind === "rejected") this.#reject(item);
    else this.#send(item, level);
  }

  #send(item: Extract<SourceItem, { kind: "event" }>, level: "INFO" | "DEBUG"): void {
    const sequence = this.#tally.send(item.poison);
    const trace = newTrace(this.#random);
    const mark = { producer: this.#tally.producer, sequence };
    const headers = [...traceHeaders(trace), ...markHeaders(mark)];
    this.#producer.send({ topic: this.#topic, key: item.key, value: item.value, headers }).then(
      ({ partition, offset }) => {
        this.#tally.acknowledged();
        const place = { topic: this.#topic, partition, offset: String(offset) };
        this.#logger.log(level, "Event sent", { ...fieldsOf(trace), ...place });
      },
      (error) => {
        this.#tally.refused(sequence, error instanceof WorkshopError ? error.definite : false);
        const story = { ...fieldsOf(trace), topic: this.#topic, ...told(error) };
        this.#logger.log("ERROR", "Event was not acknowledged", story);
      },
    );
  }

  #reject(line: Extract<SourceItem, { kind: "rejected" }>): void {
    this.#tally.rejected();
    const trace = newTrace(this.#random);
    const fields = { ...fieldsOf(trace), line: line.lineNumber };
    const { value, headers } = deadLetterOfLine(line, this.#topic, this.#clock.now());
    const letter = { value, headers: [...traceHeaders(trace), ...headers] };
    this.#deadLetters.publish(DEAD_LETTER_TOPIC, letter).then(
      () => {
        this.#tally.deadLettered();
        this.#logger.log("WARN", "A line of input went to the DLQ", {
          ...fields,
          ...told(line.error),
        });
      },
      (error) =>
        this.#logger.log("ERROR", "A line of input did not reach the DLQ", {
          ...fields,
          ...told(error),
        }),
    );
  }
}

function fieldsOf(trace: Trace): Readonly<Record<string, unknown>> {
  return { correlation_id: trace.correlationId, traceparent: trace.traceparent };
}

function told(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof WorkshopError)) return { "error.type": "unexpected" };
  return { "error.type": error.name, code: error.code, error: error.message };
}

function summaryOf(counts: ProducerStatistics): Readonly<Record<string, unknown>> {
  return { ...counts, failed: counts.failed.length, uncertain: counts.uncertain.length };
}
