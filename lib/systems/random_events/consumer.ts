import {
  type Clock,
  type Logger,
  type Meter,
  nullLogger,
  nullMeter,
  type Random,
} from "../../core/mod.ts";
import {
  type ConsumerOptions,
  DEAD_LETTER_TOPIC,
  runConsumer,
  type RunningConsumer,
} from "../../consumer/mod.ts";
import { EventProcessor } from "../../processor/mod.ts";
import type { Producer } from "../../producer/mod.ts";
import type { Store } from "../../storage/mod.ts";
import { createLetterProducer, deadLetterSink } from "../dead_letters.ts";
import type { RunningRole } from "../running_role.ts";
import { ensureTopics } from "../topics.ts";
import type { RandomEventsStatistics } from "./consumer_statistics.ts";
import { eventHandlers } from "./event_handler.ts";
import { RANDOM_EVENTS_TOPIC } from "./producer.ts";

/** The group that processes random events. */
export const RANDOM_EVENTS_GROUP = "event-processors";

/** How random events are consumed. */
export interface RandomEventsConsumerOptions {
  /** Keeps the events; it stays open at the end. */
  readonly store: Store;
  /** What is read; it is made like `random-events` when it is absent. @default {"random-events"} */
  readonly topic?: string;
  /** Where records go that can't be processed; made like `DLQ` when absent. @default {"DLQ"} */
  readonly deadLetterTopic?: string;
  /** The group. @default {"event-processors"} */
  readonly groupId?: string;
  /** Retries, commits, the session and the end. @default {the consumer's} */
  readonly consuming?: Pick<
    ConsumerOptions,
    | "retry"
    | "offsetReset"
    | "commitEveryMessages"
    | "commitEveryMs"
    | "shutdownTimeoutMs"
    | "session"
  >;
  /** Ends it, as `stop()` does. */
  readonly signal?: AbortSignal;
  /** Where its lines go. @default {nowhere} */
  readonly logger?: Logger;
  /** Where its counts go. @default {nowhere} */
  readonly meter?: Meter;
  /** What time it is. @default {systemClock} */
  readonly clock?: Clock;
  /** The jitter of retries. @default {none} */
  readonly random?: Random;
}

/** A consumer of random events while it runs. */
export interface RunningRandomEventsConsumer extends RunningRole<RandomEventsStatistics> {
  /** The partitions that are its own at the moment. */
  assignment(): readonly { readonly topic: string; readonly partition: number }[];
}

/**
 * Joins the group and validates, processes and stores random events, each before its offset is
 * committed; what is no event goes to the DLQ.
 *
 * @throws {WorkshopError} when no broker answers, or topics or group can't be had
 */
export async function startRandomEventsConsumer(
  kafka: Parameters<typeof runConsumer>[0],
  options: RandomEventsConsumerOptions,
): Promise<RunningRandomEventsConsumer> {
  const { store, topic = RANDOM_EVENTS_TOPIC, groupId = RANDOM_EVENTS_GROUP } = options;
  const { logger = nullLogger, meter = nullMeter, clock, random, consuming, signal } = options;
  const { deadLetterTopic } = options;
  signal?.throwIfAborted();
  await ensureTopics(kafka, [
    { definition: RANDOM_EVENTS_TOPIC, name: topic },
    { definition: DEAD_LETTER_TOPIC, name: deadLetterTopic ?? DEAD_LETTER_TOPIC },
  ]);
  const shared = { logger, meter, ...(clock !== undefined && { clock }) };
  await using opened = new AsyncDisposableStack();
  const letters = opened.use(await createLetterProducer(kafka, shared));
  const processor = new EventProcessor();
  const consumer = await runConsumer(kafka, {
    ...consuming,
    ...shared,
    ...(random !== undefined && { random }),
    groupId,
    topics: [topic],
    deadLetters: deadLetterSink(letters, deadLetterTopic),
    ...eventHandlers({ processor, store, ...shared }),
  });
  opened.move();
  return new RandomEventsConsumer({ consumer, letters, processor, logger }, signal);
}

interface Parts {
  readonly consumer: RunningConsumer;
  readonly letters: Producer;
  readonly processor: EventProcessor;
  readonly logger: Logger;
}

class RandomEventsConsumer implements RunningRandomEventsConsumer {
  readonly closed: Promise<void>;
  readonly #parts: Parts;
  #stopping: Promise<RandomEventsStatistics> | undefined;

  constructor(parts: Parts, signal: AbortSignal | undefined) {
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

  statistics(): RandomEventsStatistics {
    const { consumer, processor } = this.#parts;
    return { consumer: consumer.statistics(), events: processor.statistics() };
  }

  stop(): Promise<RandomEventsStatistics> {
    return this.#stopping ??= this.#stop();
  }

  async #stop(): Promise<RandomEventsStatistics> {
    const { consumer, letters, logger } = this.#parts;
    await consumer.stop();
    // A letter that is still on its way belongs to a record that was given up, and comes again.
    await letters.close({ timeoutMs: 0 });
    const statistics = this.statistics();
    logger.log("INFO", "Consumer stopped", { ...statistics.consumer });
    return statistics;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
