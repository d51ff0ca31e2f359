import {
  backoffDelayMs,
  type Clock,
  type Counter,
  type Logger,
  type Meter,
  systemClock,
  WorkshopError,
} from "../../core/mod.ts";
import { DeliveryError, type DeliveryReport, type ProducerRecord } from "../../producer/mod.ts";
import { DELIVERY_TIMEOUT_MS } from "./defaults.ts";

/** When a message is tried again, and when it is given up. */
export interface SendRetry {
  /** Tries after the first one. @default {3} */
  readonly maxRetries?: number;
  /** Delay before the first retry, in milliseconds; each further one doubles it. @default {3000} */
  readonly initialRetryDelayMs?: number;
  /** How long a message is tried in all: no retry begins later, in milliseconds. @default {60000} */
  readonly deliveryTimeoutMs?: number;
}

/** A message that was given up. */
export interface GivenUp {
  readonly record: ProducerRecord;
  readonly error: DeliveryError;
  /** How often it was tried. */
  readonly attempts: number;
  /** Why it was not tried again. */
  readonly reason: "retries exhausted" | "timeout" | "can't succeed" | "may be written" | "stopped";
}

/** What repeating is done with. */
export interface RetryingSenderOptions extends SendRetry {
  /** Hears of each message that is given up, before its error is told. */
  readonly onGivenUp: (given: GivenUp) => Promise<void>;
  readonly logger: Logger;
  readonly meter: Meter;
  /** What time it is. @default {systemClock} */
  readonly clock?: Clock;
}

/** Repeats sends that are known to have failed and may succeed later, with growing delays. */
export class RetryingSender {
  readonly #options: RetryingSenderOptions;
  readonly #clock: Clock;
  readonly #retries: Counter;

  constructor(options: RetryingSenderOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#retries = options.meter.counter({
      name: "producer_message_retries_total",
      help: "Messages sent again after a failure, each time.",
      labels: ["topic"],
    });
  }

  /**
   * Sends a record until it is acknowledged or given up.
   *
   * @param send one try
   * @throws {DeliveryError} the last try's
   */
  async deliver(
    record: ProducerRecord,
    send: (record: ProducerRecord) => Promise<DeliveryReport>,
    signal: AbortSignal,
  ): Promise<DeliveryReport> {
    const begunMs = this.#clock.monotonicMs();
    this.#retries.add(0, { topic: record.topic });
    for (let attempts = 1;; attempts++) {
      let error: DeliveryError;
      try {
        return await send(record);
      } catch (thrown) {
        error = asDeliveryError(thrown);
      }
      const delayMs = this.#delayMs(attempts);
      const reason = this.#reasonToStop(error, attempts, { begunMs, delayMs }) ??
        await this.#wait(delayMs, signal);
      if (reason !== undefined) {
        await this.#options.onGivenUp({ record, error, attempts, reason });
        throw error;
      }
      this.#retries.add(1, { topic: record.topic });
    }
  }

  #delayMs(attempts: number): number {
    const { initialRetryDelayMs: baseMs = 3000 } = this.#options;
    return backoffDelayMs(attempts, { baseMs });
  }

  #reasonToStop(
    error: DeliveryError,
    attempts: number,
    { begunMs, delayMs }: { readonly begunMs: number; readonly delayMs: number },
  ): GivenUp["reason"] | undefined {
    const { maxRetries = 3, deliveryTimeoutMs = DELIVERY_TIMEOUT_MS, logger } = this.#options;
    const { code, topic } = error;
    // A second copy might be written beside the first.
    if (!error.definite) return "may be written";
    if (!error.retriable) return "can't succeed";
    if (attempts > maxRetries) return "retries exhausted";
    if (this.#clock.monotonicMs() + delayMs - begunMs > deliveryTimeoutMs) return "timeout";
    const fields = { attempts, delay_ms: delayMs, code, topic, error: error.message };
    logger.log("WARN", "A message is sent again", fields);
    return undefined;
  }

  async #wait(delayMs: number, signal: AbortSignal): Promise<"stopped" | undefined> {
    try {
      await this.#clock.sleep(delayMs, signal);
      return undefined;
    } catch {
      return "stopped";
    }
  }
}

function asDeliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  if (!(error instanceof WorkshopError)) {
    // Messages that are not ours may quote the payload.
    const message = `A message was not sent (${error instanceof Error ? error.name : "unknown"})`;
    return new DeliveryError(message, { code: "SEND_FAILED", cause: error });
  }
  const { code, retriable, definite } = error;
  return new DeliveryError(error.message, { code, retriable, definite, cause: error });
}
