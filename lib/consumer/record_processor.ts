import {
  backoffDelayMs,
  type Clock,
  headerText,
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

/** How a record ended. */
export type Outcome = "ok" | "dlq";

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
  #lastMs = 0;

  constructor(options: RecordProcessorOptions) {
    this.#options = options;
  }

  /** When a handler last ended, on the clock that never steps. */
  get lastMs(): number {
    return this.#lastMs;
  }

  /**
   * Processes a record to its end; gives no promise where the handler gave none and succeeded.
   *
   * @param startedAtMs now, on the clock that never steps: asking it costs more than a short handler
   */
  process(
    record: ConsumedRecord,
    place: ProcessingPlace,
    startedAtMs: number,
  ): Outcome | Promise<Outcome> {
    try {
      const result = this.#options.handler(record, { signal: place.signal, attempt: 1 });
      if (result !== undefined) return this.#finish(record, place, startedAtMs, result);
      this.#took(record, startedAtMs);
      return "ok";
    } catch (error) {
      return this.#finish(record, place, startedAtMs, Promise.reject(error));
    }
  }

  async #finish(
    record: ConsumedRecord,
    place: ProcessingPlace,
    startedAtMs: number,
    firstTry: Promise<void>,
  ): Promise<Outcome> {
    try {
      await firstTry;
      this.#took(record, startedAtMs);
      return "ok";
    } catch (error) {
      this.#took(record, startedAtMs);
      return await this.#afterFailure(record, place, error);
    }
  }

  async #afterFailure(
    record: ConsumedRecord,
    place: ProcessingPlace,
    firstError: unknown,
  ): Promise<Outcome> {
    const { clock, retry } = this.#options;
    const firstTimeMs = clock.now();
    let error = firstError;
    let attempts = 1;
    place.signal.throwIfAborted();
    while (isRetriable(error) && attempts <= retry.maxRetries) {
      await this.#pause(record, place, attempts++, error);
      const startedAtMs = clock.monotonicMs();
      try {
        await this.#options.handler(record, { signal: place.signal, attempt: attempts });
        return "ok";
      } catch (failure) {
        place.signal.throwIfAborted();
        error = failure;
      } finally {
        this.#took(record, startedAtMs);
      }
    }
    await this.#bury(record, place, { error, attempts, firstTimeMs, lastTimeMs: clock.now() });
    return "dlq";
  }

  #took({ topic }: ConsumedRecord, startedAtMs: number): void {
    const { clock, meter } = this.#options;
    this.#lastMs = clock.monotonicMs();
    meter.took(topic, this.#lastMs - startedAtMs);
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

/** Where a record lies and which request it belongs to, for every line about it. */
function placeOf(record: ConsumedRecord): Readonly<Record<string, unknown>> {
  const { topic, partition, offset, headers } = record;
  return {
    topic,
    partition,
    offset: offset.toString(),
    correlation_id: headerText(headers, "correlation-id"),
    traceparent: headerText(headers, "traceparent"),
  };
}

/** What may be said of an error: messages that are not ours may quote the payload. */
function told(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { "error.type": typeof error };
  if (!(error instanceof WorkshopError)) return { "error.type": error.name };
  return { "error.type": error.name, code: error.code, error: error.message };
}
