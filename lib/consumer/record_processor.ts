import {
  type BackoffPolicy,
  type Clock,
  type Logger,
  type Random,
  WorkshopError,
} from "../core/mod.ts";
import { type ConsumedRecord, StaleGenerationError } from "../kafka/mod.ts";
import type { ConsumerMeter } from "./consumer_meter.ts";
import type { FailureStory } from "./dead_letter.ts";
import type { DeadLetterRouter } from "./dead_letter_router.ts";
import { failureFields, placeFields } from "./log_fields.ts";
import type { FailedTry, FailureDecision, FailurePolicy } from "./failure_policy.ts";
import type { ProcessingPlace } from "./processing_place.ts";
import type { RecordHandler } from "./record_handler.ts";
import { readRetryRecord, remainingMs, type RetryRecord } from "./retry_record.ts";
import type { RetryRouter } from "./retry_router.ts";
import { Stall } from "./stall.ts";

/** How long is waited until it is clear whose the partition is, in milliseconds. */
const STALE_REST_MS = 100;

/** What processing is done with. */
export interface RecordProcessorOptions {
  readonly handler: RecordHandler;
  /** What is done with a record whose handler failed. */
  readonly policy: FailurePolicy;
  /** How long an outage is waited for between two tries. */
  readonly outageBackoff: BackoffPolicy | undefined;
  readonly groupId: string;
  /** Takes what can't be processed. */
  readonly deadLetters: DeadLetterRouter;
  /** Takes what is tried again later; without it that is done in place. */
  readonly retries: RetryRouter | undefined;
  readonly meter: ConsumerMeter;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly random: Random;
}

/** How a record ended: processed, given up, moved to a retry topic, or another group's to retry. */
export type Outcome = "ok" | "dlq" | "retry" | "other" | "lost";

/** Brings records to their ends, one way or another. */
export type Processor = Pick<RecordProcessor, "process" | "lastMs">;

/** How often a record has been tried and since when. */
interface Past {
  readonly attempts: number;
  readonly firstTimeMs: number;
}

/**
 * Brings one record to its end: processed, perhaps after retries, moved to a retry topic, or in the
 * dead letters. It does not throw, except the signal's reason, or the handler's error where there are
 * no dead letters.
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
    if (this.#options.retries?.owns(record.topic)) return this.#again(record, place);
    try {
      const result = this.#options.handler(record, place.context(1));
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
      const past = { attempts: 0, firstTimeMs: this.#options.clock.now() };
      return await this.#afterFailure(record, place, error, past);
    }
  }

  /** Tries a record of a retry topic again, as what it was where it came from. */
  async #again(record: ConsumedRecord, place: ProcessingPlace): Promise<Outcome> {
    const { groupId, clock } = this.#options;
    const waiting = readRetryRecord(record);
    if (waiting === undefined) {
      const nowMs = clock.now();
      const error = new WorkshopError(
        `A record of ${record.topic} doesn't tell where it came from: nobody but a consumer with ` +
          "retry topics may write there",
        { code: "NOT_A_RETRY", topic: record.topic },
      );
      const story = { error, attempts: 1, firstTimeMs: nowMs, lastTimeMs: nowMs };
      return await this.#giveUp(record, place, story);
    }
    if (waiting.groupId !== groupId) return "other";
    await this.#await(waiting, place);
    const failure = await this.#try(waiting.original, place, waiting.attempts + 1);
    if (failure === undefined) return "ok";
    return await this.#afterFailure(waiting.original, place, failure.thrown, waiting);
  }

  /** Waits until the record may be tried; its partition isn't fetched meanwhile. */
  async #await(waiting: RetryRecord, place: ProcessingPlace): Promise<void> {
    const waitMs = remainingMs(waiting, this.#options.clock.now());
    if (waitMs === 0) return;
    place.stuck(true);
    await place.rest(waitMs);
    place.stuck(false);
  }

  /** Does what the policy says about each failure, until the record has come to its end here. */
  async #afterFailure(
    record: ConsumedRecord,
    place: ProcessingPlace,
    firstError: unknown,
    { attempts: before, firstTimeMs }: Past,
  ): Promise<Outcome> {
    const { clock } = this.#options;
    const fields = placeFields(record);
    using outage = this.#outage(place);
    let attempts = before;
    let error = firstError;
    place.signal.throwIfAborted();
    while (true) {
      if (isStale(error)) {
        await place.rest(STALE_REST_MS);
      } else {
        const decision = await this.#decide(error, { record, attempts: attempts + 1 });
        place.signal.throwIfAborted();
        if (decision.then === "wait") {
          await outage.wait({ ...fields, ...failureFields(error) });
        } else {
          outage.over(fields);
          const story = { error, attempts: ++attempts, firstTimeMs, lastTimeMs: clock.now() };
          const outcome = await this.#follow(decision, record, place, story);
          if (outcome !== undefined) return outcome;
        }
      }
      const failure = await this.#try(record, place, attempts + 1);
      if (failure === undefined) {
        outage.over(fields);
        return "ok";
      }
      error = failure.thrown;
    }
  }

  async #decide(error: unknown, failed: FailedTry): Promise<FailureDecision> {
    const { policy, logger } = this.#options;
    try {
      return await policy(error, failed);
    } catch (thrown) {
      const fields = { ...placeFields(failed.record), ...failureFields(thrown) };
      logger.log("ERROR", "The failure policy threw: the record is given up", fields);
      return { then: "give up" };
    }
  }

  /** Gives the record's end, or `undefined` when it is to be tried again here and now. */
  async #follow(
    decision: Exclude<FailureDecision, { then: "wait" }>,
    record: ConsumedRecord,
    place: ProcessingPlace,
    story: FailureStory,
  ): Promise<Outcome | undefined> {
    if (decision.then === "give up") return await this.#giveUp(record, place, story);
    const { afterMs } = decision;
    const retries = decision.then === "retry later" ? this.#options.retries : undefined;
    if (await retries?.route(record, place, { ...story, afterMs })) return "retry";
    await this.#pause(record, place, story, afterMs);
    return undefined;
  }

  /** One try; the error boxed, if there was one: anything may be thrown. */
  async #try(
    record: ConsumedRecord,
    place: ProcessingPlace,
    attempt: number,
  ): Promise<{ readonly thrown: unknown } | undefined> {
    const startedAtMs = this.#options.clock.monotonicMs();
    try {
      await this.#options.handler(record, place.context(attempt));
      return undefined;
    } catch (thrown) {
      place.signal.throwIfAborted();
      return { thrown };
    } finally {
      this.#took(record, startedAtMs);
    }
  }

  #took({ topic }: ConsumedRecord, startedAtMs: number): void {
    const { clock, meter } = this.#options;
    this.#lastMs = clock.monotonicMs();
    meter.took(topic, this.#lastMs - startedAtMs);
  }

  async #pause(
    record: ConsumedRecord,
    place: ProcessingPlace,
    { attempts: attempt, error }: FailureStory,
    delayMs: number,
  ): Promise<void> {
    const { logger, meter } = this.#options;
    const fields = { ...placeFields(record), attempt, delayMs, ...failureFields(error) };
    logger.log("WARN", "A record is tried again", fields);
    meter.retried(record.topic);
    await place.rest(delayMs);
  }

  async #giveUp(
    record: ConsumedRecord,
    place: ProcessingPlace,
    story: FailureStory,
  ): Promise<Outcome> {
    await this.#options.deadLetters.route(record, place, story);
    return "dlq";
  }

  #outage(place: ProcessingPlace): Stall {
    return new Stall(place, {
      ...this.#options,
      reason: "outage",
      backoff: this.#options.outageBackoff,
      alarm: "What every record needs is down: the partition stands still until it is back",
    });
  }
}

/** The handler asked whether the partition is its own, and it may not be: nobody failed. */
function isStale(error: unknown): boolean {
  return error instanceof StaleGenerationError;
}
