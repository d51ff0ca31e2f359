import {
  abortable,
  type Clock,
  freshSeed,
  type Logger,
  type Meter,
  nullLogger,
  nullTracer,
  type Random,
  seededRandom,
  systemClock,
  type Tracer,
  WorkshopError,
} from "../core/mod.ts";
import { DEAD_LETTER_TOPIC, type DeadLetterSink } from "../consumer/mod.ts";
import { type EventInput, newTrace, type Trace, traceHeaders } from "../events/mod.ts";
import {
  createProducer,
  type Delivery,
  type DeliveryReport,
  type Producer,
  type ProducerOptions,
  type ProducerRecord,
} from "../producer/mod.ts";
import { deadLetterSink } from "./dead_letters.ts";
import { Pace } from "./pace.ts";
import { type ProducerStatistics, ProducerTally } from "./producer_tally.ts";
import { deadLetterOfLine } from "./rejected_line.ts";
import type { RunningRole } from "./running_role.ts";
import { markHeaders } from "./sent_mark.ts";
import type { SourceItem } from "./source_item.ts";
import { ensureTopics, type TopicChoice } from "./topics.ts";

/** From this interval on, each event is worth a line that people see. */
const CALM_INTERVAL_MS = 1000;

/** What all producers of systems may be told. */
export interface ProducingSettings {
  /** Where lines of input go that are no event; made like `DLQ` when absent. @default {"DLQ"} */
  readonly deadLetterTopic?: string;
  /** Events to produce; then the producer ends by itself. @default {no end} */
  readonly count?: number;
  /** Events to send in place of generated ones; it is closed at the end. */
  readonly input?: EventInput;
  /** How records are sent. @default {acks all, no linger} */
  readonly sending?: Pick<
    ProducerOptions,
    "acks" | "compression" | "lingerMs" | "maxBatchBytes" | "deliveryTimeoutMs" | "reconcile"
  >;
  /** How long the last records may take at the end, in milliseconds. @default {8000} */
  readonly shutdownTimeoutMs?: number;
  /** Ends it, as `stop()` does. */
  readonly signal?: AbortSignal;
  /** Where its lines go. @default {nowhere} */
  readonly logger?: Logger;
  /** Where its counts go. @default {nowhere} */
  readonly meter?: Meter;
  /** Where its spans go: each record's trace begins here. @default {nowhere} */
  readonly tracer?: Tracer;
  /** What time it is. @default {systemClock} */
  readonly clock?: Clock;
  /** Where chance comes from; a seeded one repeats what is produced. @default {a fresh seed} */
  readonly random?: Random;
}

/** What one producer of a system is made of. */
export interface ProducingOptions extends ProducingSettings {
  /** The topics it writes, made when they are absent; records that name none go to the first. */
  readonly topics: readonly [TopicChoice, ...TopicChoice[]];
  /** What it sends; asked for once, when the topics are there. The signal ends whatever it waits for. */
  items(
    random: Random,
    clock: Clock,
    signal: AbortSignal,
  ): Iterable<SourceItem> | AsyncIterable<SourceItem>;
  /** Time between two events, in milliseconds; 0 never waits. */
  readonly intervalMs: number;
  /**
   * How many events go out together: then it waits for their outcomes, and for as many intervals.
   * @default {1, without waiting for its outcome}
   */
  readonly burst?: number;
  /** Sends a record and ends early when the signal aborts. @default {as the producer sends} */
  readonly deliver?: (
    producer: Producer,
    record: ProducerRecord,
    signal: AbortSignal,
  ) => Promise<DeliveryReport>;
  /** Hears what became of each record, dead letters among them. @default {nobody} */
  readonly onDelivery?: (delivery: Delivery) => void;
}

/**
 * Sends the items of a source until it is stopped or at the source's end. A send that fails is
 * counted and told, and the producer goes on; each record carries a trace and its sequence.
 *
 * @throws {WorkshopError} when no broker answers or the topics can't be made
 */
export async function startProducing(
  kafka: Parameters<typeof createProducer>[0],
  options: ProducingOptions,
): Promise<RunningRole<ProducerStatistics>> {
  const { deadLetterTopic = DEAD_LETTER_TOPIC, sending, meter, logger, clock, tracer, onDelivery } =
    options;
  await ensureTopics(kafka, [
    ...options.topics,
    { definition: DEAD_LETTER_TOPIC, name: deadLetterTopic },
  ]);
  const producer = await createProducer(kafka, {
    acks: "all",
    lingerMs: 0,
    ...sending,
    ...(onDelivery !== undefined && { onDelivery }),
    ...(meter !== undefined && { meter }),
    ...(tracer !== undefined && { tracer }),
    ...(logger !== undefined && { logger }),
    ...(clock !== undefined && { clock }),
  });
  return new Producing(producer, options);
}

class Producing implements RunningRole<ProducerStatistics> {
  readonly closed: Promise<void>;
  readonly #producer: Producer;
  readonly #deadLetters: DeadLetterSink;
  readonly #options: ProducingOptions;
  readonly #topic: string;
  readonly #tally: ProducerTally;
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #stop = new AbortController();
  /** Ends sends that wait for a retry. */
  readonly #ended: AbortSignal;
  /** Sends without an outcome yet. */
  readonly #open = new Set<Promise<void>>();

  constructor(producer: Producer, options: ProducingOptions) {
    this.#producer = producer;
    this.#deadLetters = deadLetterSink(producer, options.deadLetterTopic);
    this.#options = options;
    const [{ definition, name = definition }] = options.topics;
    this.#topic = name;
    this.#logger = options.logger ?? nullLogger;
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? seededRandom(freshSeed());
    this.#tally = new ProducerTally(this.#random.uuid(), options.input !== undefined);
    this.#ended = options.signal === undefined
      ? this.#stop.signal
      : AbortSignal.any([this.#stop.signal, options.signal]);
    this.closed = this.#run(this.#ended);
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

  async #run(ended: AbortSignal): Promise<void> {
    const { input, shutdownTimeoutMs: timeoutMs = 8000 } = this.#options;
    // Closing the input also wakes a reader that waits for its next line.
    const closeInput = () => void input?.[Symbol.asyncDispose]();
    ended.addEventListener("abort", closeInput, { once: true });
    try {
      await this.#sendAll(ended);
      // Whoever ends by himself waits for every outcome; whoever is stopped has less time.
      await abortable(this.#settled(), ended);
      await abortable(this.#producer.flush(), ended);
    } catch (error) {
      if (!ended.aborted) throw error;
    } finally {
      ended.removeEventListener("abort", closeInput);
      await input?.[Symbol.asyncDispose]();
      await this.#producer.close({ timeoutMs });
      await this.#settled();
      this.#logger.log("INFO", "Producer stopped", { ...this.statistics() });
    }
  }

  async #sendAll(ended: AbortSignal): Promise<void> {
    const { intervalMs, count = Infinity, burst, input } = this.#options;
    const pace = new Pace(intervalMs * (burst ?? 1), this.#clock);
    const level = intervalMs >= CALM_INTERVAL_MS ? "INFO" : "DEBUG";
    let done = 0;
    const due = async () => {
      if (done % (burst ?? 1) !== 0) return;
      if (burst !== undefined) await abortable(this.#settled(), ended);
      await pace.next(ended);
    };
    if (count === 0) return;
    // An event is made when it is due; a line is there before, and its end is not waited for.
    if (input === undefined) await due();
    for await (const item of this.#options.items(this.#random, this.#clock, ended)) {
      if (input !== undefined) await due();
      await this.#producer.ready();
      ended.throwIfAborted();
      this.#take(item, level);
      if (++done >= count) return;
      if (input === undefined) await due();
    }
  }

  #take(item: SourceItem, level: "INFO" | "DEBUG"): void {
    if (item.lineNumber !== undefined) this.#tally.line(item.lineNumber);
    if (item.kind === "blank") this.#tally.blank();
    else if (item.kind === "rejected") this.#reject(item);
    else this.#send(item, level);
  }

  #send(item: Extract<SourceItem, { kind: "event" }>, level: "INFO" | "DEBUG"): void {
    const { key, value, topic = this.#topic, correlationId, timestampMs } = item;
    const mark = this.#tally.send(topic, item.poison);
    const trace = {
      ...this.#newTrace(topic),
      ...(correlationId !== undefined && { correlationId }),
    };
    const headers = [...(item.headers ?? []), ...traceHeaders(trace), ...markHeaders(mark)];
    const record = {
      topic,
      key,
      value,
      headers,
      ...(timestampMs !== undefined && { timestampMs }),
    };
    const sending = this.#deliver(record).then(
      ({ partition, offset }) => {
        this.#tally.acknowledged(topic);
        const place = { topic, partition, offset: String(offset) };
        this.#logger.log(level, "Event sent", { ...fieldsOf(trace), ...place });
      },
      (error) => {
        const definite = error instanceof WorkshopError && error.definite;
        this.#tally.refused(topic, mark.sequence, definite);
        const story = { ...fieldsOf(trace), topic, ...told(error) };
        this.#logger.log("ERROR", "Event was not acknowledged", story);
      },
    );
    this.#open.add(sending);
    sending.finally(() => this.#open.delete(sending));
  }

  /** Its first span, where somebody wants spans: the event is made. */
  #newTrace(topic: string): Trace {
    const trace = newTrace(this.#random);
    const { tracer = nullTracer } = this.#options;
    if (!tracer.enabled) return trace;
    const attributes = { "messaging.system": "kafka", "messaging.destination.name": topic };
    const span = tracer.start(`create ${topic}`, { kind: "producer", attributes });
    span.end();
    return { ...trace, traceparent: span.traceparent };
  }

  #deliver(record: ProducerRecord): Promise<DeliveryReport> {
    const { deliver } = this.#options;
    if (deliver === undefined) return this.#producer.send(record);
    return deliver(this.#producer, record, this.#ended);
  }

  /** Resolves when each record that was sent has its outcome. */
  async #settled(): Promise<void> {
    await Promise.all(this.#open);
  }

  #reject(line: Extract<SourceItem, { kind: "rejected" }>): void {
    this.#tally.rejected();
    const trace = this.#newTrace(this.#topic);
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
