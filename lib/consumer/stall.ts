import {
  backoffDelayMs,
  type BackoffPolicy,
  type Clock,
  type LogFields,
  type Logger,
  type Random,
} from "../core/mod.ts";
import type { ConsumerMeter, StallReason } from "./consumer_meter.ts";
import type { ProcessingPlace } from "./processing_place.ts";

/** How long is waited before another try, without a limit to the number of tries. */
const BACKOFF: BackoffPolicy = { baseMs: 1000, maxMs: 30_000 };

/** What a stall is told and measured with. */
export interface StallOptions {
  readonly reason: StallReason;
  /** What the alarm says; its fields come with each call. */
  readonly alarm: string;
  /** How long is waited between two tries. @default {1 s, twice as long each time, up to 30 s} */
  readonly backoff?: BackoffPolicy | undefined;
  readonly meter: ConsumerMeter;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * A partition that stands still until something is back. It is fetched no more, the group stays
 * alive, people are told once when it begins and once when it is over; how often is tried has no
 * limit. Disposing ends it without a word: the partition has gone to another member.
 */
export class Stall implements Disposable {
  readonly #place: ProcessingPlace;
  readonly #options: StallOptions;
  #tries = 0;
  #sinceMs: number | undefined;

  constructor(place: ProcessingPlace, options: StallOptions) {
    this.#place = place;
    this.#options = options;
  }

  /** Begins it, if it hasn't begun: raises the alarm and stops the fetching. */
  begin(fields: LogFields): void {
    const { reason, alarm, meter, logger, clock } = this.#options;
    if (this.#sinceMs !== undefined) return;
    this.#sinceMs = clock.monotonicMs();
    meter.stalled(reason, 1);
    this.#place.stuck(true);
    logger.log("ERROR", alarm, { ...fields, reason });
  }

  /** Begins it, if it hasn't begun, and waits before another try. */
  async wait(fields: LogFields): Promise<void> {
    const { logger, random, reason, backoff = BACKOFF } = this.#options;
    this.begin(fields);
    const delayMs = backoffDelayMs(++this.#tries, backoff, random);
    logger.log("DEBUG", "The partition still stands", { ...fields, reason, delayMs });
    await this.#place.rest(delayMs);
  }

  /** What was away is back: says so, and fetching goes on. */
  over(fields: LogFields): void {
    const { reason, clock, logger } = this.#options;
    const sinceMs = this.#sinceMs;
    if (sinceMs === undefined) return;
    this.#end();
    const stalledMs = Math.round(clock.monotonicMs() - sinceMs);
    logger.log("INFO", "The partition goes on", { ...fields, reason, stalledMs });
  }

  #end(): void {
    if (this.#sinceMs === undefined) return;
    this.#sinceMs = undefined;
    this.#tries = 0;
    this.#options.meter.stalled(this.#options.reason, -1);
    this.#place.stuck(false);
  }

  [Symbol.dispose](): void {
    this.#end();
  }
}
