import {
  backoffDelayMs,
  type Clock,
  type Logger,
  type Random,
  WorkshopError,
} from "../core/mod.ts";
import type { ConsumedRecord } from "../kafka/mod.ts";
import type { ConsumerMeter } from "./consumer_meter.ts";
import { deadLetterOf, type FailureStory } from "./dead_letter.ts";
import {
  DEAD_LETTER_TOPIC,
  type DeadLetterSink,
  type HandlerContext,
  type RecordHandler,
  type RetryPolicy,
} from "./options.ts";

const REFUSED_BACKOFF = { baseMs: 1000, maxMs: 30_000 };

/** What processing is done with. */
export interface RecordProcessorOptions {
  readonly handler: RecordHandler;
  readonly retry: RetryPolicy;
  readonly deadLetters: DeadLetterSink | undefined;
  readonly meter: ConsumerMeter;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly random: Random | undefined;
}

/** The partition that a record is processed for. */
export interface ProcessingPlace {
  /** Aborts when the result does not matter any more. */
  readonly signal: AbortSignal;
  /** Waits before another try; a rebalance or a stop need not wait for it. */
  rest(delayMs: number): Promise<void>;
  /** Stops fetching the partition while it can't go on. */
  stuck(isStuck: boolean): void;
}

/**
 * Brings one record to its end: processed, perhaps after retries, or in the dead letters. It does not
 * throw, except the signal's reason, or the handler's error where there are no dead letters.
 */
export class RecordProcessor {
  readonly #options: RecordProcessorOptions;

  constructor(options: RecordProcessorOptions) {
    this.#options = options;
  }

  /** Processes a record to its end. */
  async process(record: ConsumedRecord, place: ProcessingPlace): Promise<"ok" | "dlq"> {
    const { clock, retry } = this.#options;
    const firstTimeMs = clock.now();
    for (let attempt = 1;; attempt++) {
      try {
        await this.#try(record, { signal: place.signal, attempt });
        return "ok";
      } catch (error) {
        place.signal.throwIfAborted();
        if (isRetriable(error) && attempt <= retry.maxRetries) {
          await this.#pause(record, place, attempt, error);
          continue;
        }
        const story = { error, attempts: attempt, firstTimeMs, lastTimeMs: clock.now() };
        await this.#bury(record, place, story);
        return "dlq";
      }
    }
  }

  async #try(record: ConsumedRecord, context: HandlerContext): Promise<void> {
    const { clock, meter, handler } = this.#options;
    const startedAtMs = clock.monotonicMs();
    try {
      const result = handler(record, context);
      if (result !== undefined) await result;
    } finally {
      meter.took(record.topic, clock.monotonicMs() - startedAtMs);
    }
  }

  async #pause(
    record: ConsumedRecord,
    place: ProcessingPlace,
    attempt: number,
    error: unknown,
  ): Promise<void> {
    const { logger, meter, retry, random } = this.#options;
    const delayMs = backoffDelayMs(attempt, retry, random);
    const fields = { ...placeOf(record), attempt, delayMs, ...told(error) };
    logger.log("WARN", "A record is tried again", fields);
    meter.retried(record.topic);
    await place.rest(delayMs);
  }

  async #bury(
    record: ConsumedRecord,
    place: ProcessingPlace,
    story: FailureStory,
  ): Promise<void> {
    const { deadLetters, logger, meter } = this.#options;
    const fields = { ...placeOf(record), attempts: story.attempts, ...told(story.error) };
    if (deadLetters === undefined) {
      logger.log("ERROR", "A record can't be processed, and there are no dead letters", fields);
      meter.failed(record.topic);
      throw story.error;
    }
    const letter = deadLetterOf(record, story);
    for (let attempt = 1;; attempt++) {
      try {
        await deadLetters.publish(DEAD_LETTER_TOPIC, letter);
        break;
      } catch (error) {
        await this.#refused(record, place, attempt, error);
      }
    }
    place.stuck(false);
    meter.deadLettered(record.topic);
    logger.log("WARN", "A record went to the dead letters", fields);
  }

  /** The record is neither processed nor buried: its partition waits, and people are told. */
  async #refused(
    record: ConsumedRecord,
    place: ProcessingPlace,
    attempt: number,
    error: unknown,
  ): Promise<void> {
    const { logger, meter, random } = this.#options;
    place.signal.throwIfAborted();
    meter.failed(record.topic);
    place.stuck(true);
    const delayMs = backoffDelayMs(attempt, REFUSED_BACKOFF, random);
    logger.log(
      "ERROR",
      `${DEAD_LETTER_TOPIC} refused a record: its partition stands still until it is taken`,
      { ...placeOf(record), attempt, delayMs, ...told(error) },
    );
    await place.rest(delayMs);
  }
}

function isRetriable(error: unknown): boolean {
  return error instanceof WorkshopError && error.retriable;
}

function placeOf({ topic, partition, offset }: ConsumedRecord): Readonly<Record<string, unknown>> {
  return { topic, partition, offset: offset.toString() };
}

/** What may be said of an error: messages that are not ours may quote the payload. */
function told(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { "error.type": typeof error };
  if (!(error instanceof WorkshopError)) return { "error.type": error.name };
  return { "error.type": error.name, code: error.code, error: error.message };
}
