import {
  type Clock,
  type Logger,
  messageOf,
  type Meter,
  systemClock,
  type WorkshopError,
} from "../../core/mod.ts";
import {
  DeliveryError,
  type DeliveryReport,
  type ProducerOptions,
  type ProducerRecord,
} from "../../producer/mod.ts";
import { DELIVERY_TIMEOUT_MS } from "./defaults.ts";
import type { FailedMessageLog } from "./failed_message_log.ts";
import { type GivenUp, RetryingSender, type SendRetry } from "./retrying_sender.ts";

/** How long one try of a message may take, in milliseconds. */
const TRY_TIMEOUT_MS = 10_000;
/** How long the log is asked for a message whose answer was lost, in milliseconds. */
const RECONCILE_TIMEOUT_MS = 5000;

const decoder = new TextDecoder();

/** What messages are sent with. */
export interface MessageSenderOptions {
  readonly retry: SendRetry;
  /** Keeps the messages that are given up. @default {nobody does} */
  readonly failed: FailedMessageLog | undefined;
  readonly logger: Logger;
  readonly meter: Meter;
  readonly clock?: Clock;
}

/** The part of a producer that sending needs. */
export interface MessageProducer {
  /** Sends a record once, as far as the log tells. */
  send(record: ProducerRecord): Promise<DeliveryReport>;
}

/** Sends messages, repeats those that failed, and keeps those that are given up. */
export class MessageSender {
  readonly #options: MessageSenderOptions;
  readonly #clock: Clock;
  readonly #sender: RetryingSender;

  constructor(options: MessageSenderOptions) {
    const { retry, logger, meter, clock = systemClock } = options;
    this.#options = options;
    this.#clock = clock;
    const onGivenUp = (given: GivenUp) => this.#keep(given);
    this.#sender = new RetryingSender({ ...retry, logger, meter, clock, onGivenUp });
  }

  /** Sends a record; @throws {DeliveryError} when it is given up */
  readonly deliver = (
    producer: MessageProducer,
    record: ProducerRecord,
    signal: AbortSignal,
  ): Promise<DeliveryReport> => this.#sender.deliver(record, (each) => producer.send(each), signal);

  /** Keeps a record that can't be sent, because of what it is. */
  async refuse(record: ProducerRecord, { code, message }: WorkshopError): Promise<void> {
    const error = new DeliveryError(message, { code, topic: record.topic });
    await this.#keep({ record, error, attempts: 0, reason: "can't succeed" });
  }

  async #keep({ record, error, attempts, reason }: GivenUp): Promise<void> {
    const { failed, logger } = this.#options;
    const fields = { attempts, reason, code: error.code, topic: record.topic };
    logger.log("ERROR", "A message was given up", { ...fields, error: error.message });
    try {
      await failed?.append({ timeMs: this.#clock.now(), record, error, attempts, reason });
    } catch (cause) {
      const story = { ...fields, error: messageOf(cause) };
      logger.log("ERROR", "A message that was given up could not be kept in its file", story);
    }
  }
}

/** How a producer has to send for its messages to be tried again: one try ends soon, with an outcome. */
export function sendingOnce(
  sending: Pick<ProducerOptions, "compression"> = {},
  { deliveryTimeoutMs = DELIVERY_TIMEOUT_MS }: SendRetry = {},
) {
  return {
    compression: "snappy" as const,
    ...sending,
    deliveryTimeoutMs: Math.min(TRY_TIMEOUT_MS, deliveryTimeoutMs),
    reconcile: { idOf: idOfRecord, timeoutMs: RECONCILE_TIMEOUT_MS },
  };
}

type IdOf = NonNullable<ProducerOptions["reconcile"]>["idOf"];

/** A message is known by its key; a dead letter of a line has none. */
const idOfRecord: IdOf = ({ key }) => key === null ? undefined : decoder.decode(key);
