import { nullLogger, systemClock, WorkshopError } from "../../core/mod.ts";
import {
  type ConsumedRecord,
  type ConsumerStatistics,
  DEAD_LETTER_TOPIC,
  deadLetterOf,
  type DualStrategyOptions,
  receiveByTwoStrategies,
  type runConsumer,
} from "../../consumer/mod.ts";
import type { ConsumingSettings, ConsumingStatistics } from "../consuming.ts";
import { createLetterProducer, deadLetterSink } from "../dead_letters.ts";
import { demandTopic } from "../demand_topic.ts";
import type { RunningRole } from "../running_role.ts";
import { ensureTopics } from "../topics.ts";
import { ORDERS_GROUP } from "./consumer.ts";
import { shownOrder } from "./order_lines.ts";
import { orderOf } from "./order_record.ts";
import { ORDERS_TOPIC } from "./producer.ts";

const ATTEMPT_MS = 1000;
const LETTER_ATTEMPTS = 3;

/** How an order is received and told of. */
export interface OrderReceiverOptions
  extends Pick<ConsumingSettings, "deadLetterTopic" | "signal" | "logger" | "clock"> {
  /** Takes the lines that people read. */
  readonly print: (line: string) => void;
  /** What is read. @default {"orders"} */
  readonly topic?: string;
  /** The group. @default {"order_consumer_group"} */
  readonly groupId?: string;
  /** Attempts and how long each takes. @default {10 by group, 5 by hand, a second each} */
  readonly attempts?: Pick<
    DualStrategyOptions,
    "groupAttempts" | "assignedAttempts" | "attemptMs" | "maxRecords"
  >;
}

/**
 * Receives an order of a topic that exists, as a member of the group or else from partitions of its
 * own choice, prints it, commits, and ends; what is no order goes to the DLQ.
 *
 * @throws {WorkshopError} code `TOPIC_MISSING`, or when no broker answers; `closed` rejects with code
 * `NO_ORDER_RECEIVED` when the attempts bring none
 */
export async function startOrderReceiver(
  kafka: Parameters<typeof runConsumer>[0],
  options: OrderReceiverOptions,
): Promise<RunningRole<ConsumingStatistics>> {
  const { topic = ORDERS_TOPIC, deadLetterTopic = DEAD_LETTER_TOPIC } = options;
  await demandTopic(kafka, { definition: ORDERS_TOPIC, name: topic });
  await ensureTopics(kafka, [{ definition: DEAD_LETTER_TOPIC, name: deadLetterTopic }]);
  return new Receiving(kafka, options);
}

class Receiving implements RunningRole<ConsumingStatistics> {
  readonly closed: Promise<void>;
  readonly #kafka: Parameters<typeof runConsumer>[0];
  readonly #options: OrderReceiverOptions;
  readonly #stop = new AbortController();
  #counts: Pick<ConsumerStatistics, "processed" | "deadLettered" | "commits" | "durationMs"> = {
    processed: 0,
    deadLettered: 0,
    commits: 0,
    durationMs: 0,
  };

  constructor(kafka: Parameters<typeof runConsumer>[0], options: OrderReceiverOptions) {
    this.#kafka = kafka;
    this.#options = options;
    this.closed = this.#run();
    // Whoever looks at `closed` sees the failure; nobody is forced to look at once.
    this.closed.catch(() => {});
  }

  async #run(): Promise<void> {
    const { signal, clock = systemClock, topic = ORDERS_TOPIC } = this.#options;
    const ended = signal === undefined
      ? this.#stop.signal
      : AbortSignal.any([this.#stop.signal, signal]);
    const begunMs = clock.monotonicMs();
    try {
      const { strategy, received, skipped, commits } = await this.#receive(topic, ended);
      const durationMs = Math.round(clock.monotonicMs() - begunMs);
      this.#counts = { processed: received, deadLettered: skipped, commits, durationMs };
      if (strategy === undefined) throw nothingReceived(topic);
    } catch (error) {
      if (!ended.aborted) throw error;
    }
  }

  async #receive(topic: string, signal: AbortSignal) {
    const { groupId = ORDERS_GROUP, print, attempts, logger = nullLogger, clock } = this.#options;
    // A letter takes no more time than some attempts: the record comes again in a later one.
    const deliveryTimeoutMs = LETTER_ATTEMPTS * (attempts?.attemptMs ?? ATTEMPT_MS);
    await using letters = await createLetterProducer(this.#kafka, { logger, deliveryTimeoutMs });
    const sink = deadLetterSink(letters, this.#options.deadLetterTopic);
    return await receiveByTwoStrategies(this.#kafka, {
      ...attempts,
      groupId,
      topic,
      describe: ({ value }) => `order: ${shownOrder(orderOf(value))}`,
      onSkipped: async (record, error) => {
        await sink.publish(DEAD_LETTER_TOPIC, this.#letterOf(record, error));
      },
      write: print,
      signal,
      ...(clock !== undefined && { clock }),
    });
  }

  #letterOf(record: ConsumedRecord, error: unknown): ReturnType<typeof deadLetterOf> {
    const { groupId = ORDERS_GROUP, clock = systemClock } = this.#options;
    const nowMs = clock.now();
    return deadLetterOf(record, {
      error,
      attempts: 1,
      firstTimeMs: nowMs,
      lastTimeMs: nowMs,
      groupId,
    });
  }

  statistics(): ConsumingStatistics {
    const { processed, deadLettered } = this.#counts;
    return {
      consumer: {
        ...this.#counts,
        received: processed + deadLettered,
        retried: 0,
        deadLettersRefused: 0,
        stalls: 0,
        outOfRange: 0,
        rebalances: 0,
      },
    };
  }

  async stop(): Promise<ConsumingStatistics> {
    this.#stop.abort();
    await this.closed.catch(() => {});
    return this.statistics();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

function nothingReceived(topic: string): WorkshopError {
  return new WorkshopError(
    `No order was received from ${topic}: send one with deno task produce orders`,
    { code: "NO_ORDER_RECEIVED", retriable: true, topic },
  );
}
