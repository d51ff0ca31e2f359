import type { Clock, Logger } from "../core/mod.ts";
import type { ConsumedRecord } from "../kafka/mod.ts";
import type { ConsumerMeter } from "./consumer_meter.ts";
import type { DeadLetterRouter } from "./dead_letter_router.ts";
import { failureFields, placeFields } from "./log_fields.ts";
import type { ProcessingPlace } from "./processing_place.ts";
import type { RecordHandler } from "./record_handler.ts";
import type { Outcome } from "./record_processor.ts";

/** What records are handled with that are committed already. */
export interface OnceProcessorOptions {
  readonly handler: RecordHandler;
  readonly deadLetters: DeadLetterRouter | undefined;
  readonly meter: ConsumerMeter;
  readonly logger: Logger;
  readonly clock: Clock;
}

/**
 * Calls the handler once for a record whose offset is committed: what fails goes to the dead letters,
 * or is lost, with a line that says so.
 */
export class OnceProcessor {
  readonly #options: OnceProcessorOptions;
  #lastMs = 0;

  constructor(options: OnceProcessorOptions) {
    this.#options = options;
  }

  /** When a handler last ended, on the clock that never steps. */
  get lastMs(): number {
    return this.#lastMs;
  }

  /** Handles a record, and tells how it ended. */
  async process(
    record: ConsumedRecord,
    place: ProcessingPlace,
    startedAtMs: number,
  ): Promise<Outcome> {
    const { clock, handler } = this.#options;
    const firstTimeMs = clock.now();
    try {
      await handler(record, place.context(1));
    } catch (error) {
      this.#took(record, startedAtMs);
      return await this.#failed(record, place, { error, firstTimeMs });
    }
    this.#took(record, startedAtMs);
    return "ok";
  }

  #took({ topic }: ConsumedRecord, startedAtMs: number): void {
    const { clock, meter } = this.#options;
    this.#lastMs = clock.monotonicMs();
    meter.took(topic, this.#lastMs - startedAtMs);
  }

  async #failed(
    record: ConsumedRecord,
    place: ProcessingPlace,
    { error, firstTimeMs }: { readonly error: unknown; readonly firstTimeMs: number },
  ): Promise<Outcome> {
    const { deadLetters, logger, meter } = this.#options;
    if (deadLetters !== undefined) {
      const story = { error, attempts: 1, firstTimeMs, lastTimeMs: firstTimeMs };
      await deadLetters.route(record, place, story);
      return "dlq";
    }
    const fields = { ...placeFields(record), ...failureFields(error) };
    logger.log(
      "ERROR",
      "A record failed that is committed and not tried again: it is lost",
      fields,
    );
    meter.failed(record.topic);
    return "lost";
  }
}
