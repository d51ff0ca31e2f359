import {
  type Clock,
  type Logger,
  type Meter,
  nullLogger,
  nullMeter,
  nullTracer,
  type Random,
  systemClock,
  type Tracer,
} from "../core/mod.ts";
import {
  type ConsumerOptions,
  type ConsumerStatistics,
  DEAD_LETTER_TOPIC,
  runConsumer,
  type RunningConsumer,
} from "../consumer/mod.ts";
import { consumerLooks } from "./consumer_health.ts";
import { createLetterProducer, deadLetterSink } from "./dead_letters.ts";
import { type HealthChecks, HealthLog } from "./health_log.ts";
import { ProcessingPulse } from "./processing_pulse.ts";
import type { RunningRole } from "./running_role.ts";
import { ensureTopics, type TopicChoice } from "./topics.ts";

/** What all consumers of systems may be told. */
export interface ConsumingSettings {
  /** Where records go that can't be processed; made like `DLQ` when absent. @default {"DLQ"} */
  readonly deadLetterTopic?: string;
  /** Retries, commits, the session and the end. @default {the consumer's} */
  readonly consuming?: Pick<
    ConsumerOptions,
    | "retry"
    | "offsetReset"
    | "commitEveryMessages"
    | "commitEveryMs"
    | "maxRecordsAtOnce"
    | "shutdownTimeoutMs"
    | "session"
  >;
  /**
   * Time between two looks at its connection, its subscription and its processing, each told in a line
   * of the log, in milliseconds; a handler that takes longer is a stall. @default {30000}
   */
  readonly healthLogIntervalMs?: number;
  /** Where the same looks are asked for. @default {nowhere} */
  readonly health?: HealthChecks;
  /** Ends it, as `stop()` does. */
  readonly signal?: AbortSignal;
  /** Where its lines go. @default {nowhere} */
  readonly logger?: Logger;
  /** Where its counts go. @default {nowhere} */
  readonly meter?: Meter;
  /** Where its spans go, and those of its dead letters. @default {nowhere} */
  readonly tracer?: Tracer;
  /** What time it is. @default {systemClock} */
  readonly clock?: Clock;
  /** The jitter of retries. @default {none} */
  readonly random?: Random;
}

/** What one consumer of a system is made of. */
export interface ConsumingOptions<S extends object> extends ConsumingSettings {
  /** Its group. */
  readonly groupId: string;
  /** The topics it reads, made when they are absent. */
  readonly topics: readonly TopicChoice[];
  /** What is done with a record: see {@linkcode ConsumerOptions}. */
  readonly handlers: Pick<ConsumerOptions, "handler"> & Partial<ConsumerOptions>;
  /** What it has found out, beside the consumer's own counts. */
  readonly findings: () => S;
  /** What only this consumer uses: closed after its last record, or when it can't start. */
  readonly owned?: AsyncDisposable;
}

/** What every consumer of a system counts. */
export interface ConsumingStatistics {
  /** Records, retries, dead letters, commits. */
  readonly consumer: ConsumerStatistics;
}

/** A consumer of a system while it runs. */
export interface RunningConsuming<S extends object> extends RunningRole<ConsumingStatistics & S> {
  /** The partitions that are its own at the moment. */
  assignment(): readonly { readonly topic: string; readonly partition: number }[];
}

/**
 * Joins the group and handles records, each before its offset is committed; what can't be processed
 * goes to the DLQ.
 *
 * @throws {WorkshopError} when no broker answers, or topics or group can't be had
 */
export async function startConsuming<S extends object>(
  kafka: Parameters<typeof runConsumer>[0],
  options: ConsumingOptions<S>,
): Promise<RunningConsuming<S>> {
  const { groupId, deadLetterTopic, consuming, handlers, findings, signal } = options;
  const { logger = nullLogger, meter = nullMeter, tracer = nullTracer, clock, random } = options;
  const pulse = new ProcessingPulse(clock ?? systemClock);
  await using opened = new AsyncDisposableStack();
  if (options.owned !== undefined) opened.use(options.owned);
  signal?.throwIfAborted();
  await ensureTopics(kafka, [
    ...options.topics,
    { definition: DEAD_LETTER_TOPIC, name: deadLetterTopic ?? DEAD_LETTER_TOPIC },
  ]);
  const shared = { logger, meter, tracer, ...(clock !== undefined && { clock }) };
  const letters = await createLetterProducer(kafka, shared);
  // A letter that is still on its way belongs to a record that was given up, and comes again.
  opened.defer(() => letters.close({ timeoutMs: 0 }));
  const consumer = await runConsumer(kafka, {
    ...consuming,
    ...shared,
    ...(random !== undefined && { random }),
    groupId,
    topics: options.topics.map(({ definition, name = definition }) => name),
    deadLetters: deadLetterSink(letters, deadLetterTopic),
    ...pulse.around(handlers),
  });
  opened.use(watchHealth(consumer, pulse, options));
  return new Consuming({ consumer, findings, opened: opened.move(), logger }, signal);
}

function watchHealth(
  consumer: RunningConsumer,
  pulse: ProcessingPulse,
  options: ConsumingOptions<object>,
): HealthLog {
  const { groupId, topics, consuming, health, clock = systemClock } = options;
  const { healthLogIntervalMs: intervalMs = 30_000, logger = nullLogger } = options;
  const looks = consumerLooks({
    groupId,
    topics: topics.map(({ definition, name = definition }) => name),
    consumer,
    sessionTimeoutMs: consuming?.session?.sessionTimeoutMs ?? 30_000,
    pulse,
    stallAfterMs: intervalMs,
  });
  return new HealthLog(looks, {
    intervalMs,
    logger,
    clock,
    ...(health !== undefined && { health }),
  });
}

interface Parts<S> {
  readonly consumer: RunningConsumer;
  readonly findings: () => S;
  readonly opened: AsyncDisposable;
  readonly logger: Logger;
}

class Consuming<S extends object> implements RunningConsuming<S> {
  readonly closed: Promise<void>;
  readonly #parts: Parts<S>;
  #stopping: Promise<ConsumingStatistics & S> | undefined;

  constructor(parts: Parts<S>, signal: AbortSignal | undefined) {
    this.#parts = parts;
    const onAbort = () => void this.stop();
    signal?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted) onAbort();
    this.closed = parts.consumer.closed.finally(() => {
      signal?.removeEventListener("abort", onAbort);
      return this.stop();
    });
    // Whoever looks at `closed` sees the failure; nobody is forced to look at once.
    this.closed.catch(() => {});
  }

  assignment(): readonly { readonly topic: string; readonly partition: number }[] {
    return this.#parts.consumer.assignment();
  }

  statistics(): ConsumingStatistics & S {
    const { consumer, findings } = this.#parts;
    return { consumer: consumer.statistics(), ...findings() };
  }

  stop(): Promise<ConsumingStatistics & S> {
    return this.#stopping ??= this.#stop();
  }

  async #stop(): Promise<ConsumingStatistics & S> {
    const { consumer, opened, logger } = this.#parts;
    await consumer.stop();
    await opened[Symbol.asyncDispose]();
    const statistics = this.statistics();
    logger.log("INFO", "Consumer stopped", { ...statistics.consumer });
    return statistics;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
