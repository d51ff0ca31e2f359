import {
  backoffDelayMs,
  type Clock,
  type Logger,
  messageOf,
  type Random,
  WorkshopError,
} from "../core/mod.ts";
import type { ProducerIdentity, ProducerSession } from "../kafka/mod.ts";
import type { Accumulator, PartitionQueue } from "./accumulator.ts";
import type { Batch } from "./batch.ts";
import { DeliveryError } from "./delivery.ts";
import type { Outcomes } from "./outcomes.ts";
import type { Reconciler } from "./reconciler.ts";
import type { SessionHolder } from "./session_holder.ts";

const MAX_BACKOFF_MS = 1000;
const TOO_LARGE = new Set(["MESSAGE_TOO_LARGE", "RECORD_LIST_TOO_LARGE"]);

/** What a sender works with. */
export interface SenderOptions {
  readonly accumulator: Accumulator;
  readonly sessions: SessionHolder;
  readonly outcomes: Outcomes;
  /** Takes over what is uncertain. */
  readonly reconciler?: Reconciler | undefined;
  readonly maxInFlight: number;
  readonly deliveryTimeoutMs: number;
  readonly topicTimeoutMs: number;
  readonly retryBackoffMs: number;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly random: Random | undefined;
  /** Aborts when nothing more is to be tried. */
  readonly signal: AbortSignal;
}

/** Sends what is due, one batch at a time per partition, until each record has its outcome. */
export class Sender {
  readonly #options: SenderOptions;
  readonly #inLine: (() => void)[] = [];
  #inFlight = 0;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** Sends from a queue until nothing in it is due. */
  async drain(queue: PartitionQueue): Promise<void> {
    if (queue.busy) return;
    queue.busy = true;
    const { accumulator, clock } = this.#options;
    try {
      while (accumulator.isDue(queue, clock.monotonicMs())) {
        await this.#deliver(queue, accumulator.take(queue)!);
      }
    } finally {
      queue.busy = false;
    }
  }

  async #deliver(queue: PartitionQueue, batch: Batch): Promise<void> {
    const { clock, signal, outcomes, reconciler } = this.#options;
    const sentAtMs = batch.entries[0]!.sentAtMs;
    let failure: WorkshopError | undefined;
    let identity: ProducerIdentity | undefined;
    await reconciler?.prepare(batch);
    for (let attempt = 1;; attempt++) {
      const leftMs = sentAtMs + this.#options.deliveryTimeoutMs - clock.monotonicMs();
      if (leftMs <= 0 || signal.aborted) return this.#giveUp(batch, failure);
      try {
        const { baseOffset = -1n, logAppendTimeMs } = await this.#attempt(batch, {
          leftMs,
          onSession: (session) => identity = session.identity,
        });
        reconciler?.acknowledged(batch, baseOffset, identity);
        return outcomes.acknowledged(batch, baseOffset, logAppendTimeMs);
      } catch (error) {
        failure = asFailure(error);
        if (!failure.definite) return this.#uncertain(batch, failure, identity);
        if (TOO_LARGE.has(failure.code) && batch.entries.length > 1) {
          return this.#options.accumulator.putBack(queue, batch.split());
        }
        if (!failure.retriable || this.#topicIsMissing(failure, sentAtMs)) {
          return outcomes.notAcknowledged(batch, toDelivery(batch, failure));
        }
        await this.#pause(attempt, leftMs, failure);
      }
    }
  }

  #uncertain(batch: Batch, failure: WorkshopError, identity: ProducerIdentity | undefined): void {
    const { outcomes, reconciler } = this.#options;
    const error = toDelivery(batch, failure);
    if (reconciler === undefined) outcomes.notAcknowledged(batch, error);
    else reconciler.park(batch, error, identity);
  }

  async #attempt(
    batch: Batch,
    { leftMs, onSession }: {
      readonly leftMs: number;
      readonly onSession: (session: ProducerSession) => void;
    },
  ) {
    await this.#slot();
    try {
      const lease = await this.#options.sessions.lease();
      onSession(lease.session);
      try {
        const { topic, partition, entries } = batch;
        const records = entries.map(({ outgoing }) => outgoing);
        return await lease.session.produce({ topic, partition, records }, { repeatForMs: leftMs });
      } finally {
        lease.release();
      }
    } finally {
      this.#inFlight--;
      this.#inLine.shift()?.();
    }
  }

  async #slot(): Promise<void> {
    while (this.#inFlight >= this.#options.maxInFlight) {
      await new Promise<void>((resolve) => this.#inLine.push(resolve));
    }
    this.#inFlight++;
  }

  #topicIsMissing(failure: WorkshopError, sentAtMs: number): boolean {
    const waitedMs = this.#options.clock.monotonicMs() - sentAtMs;
    return failure.code === "UNKNOWN_TOPIC_OR_PARTITION" &&
      waitedMs > this.#options.topicTimeoutMs;
  }

  async #pause(attempt: number, leftMs: number, failure: WorkshopError): Promise<void> {
    const { clock, logger, random, retryBackoffMs: baseMs, signal } = this.#options;
    const { code, topic, partition } = failure;
    logger.log("DEBUG", "A batch is sent again", { attempt, code, topic, partition });
    const delayMs = backoffDelayMs(attempt, { baseMs, maxMs: MAX_BACKOFF_MS }, random);
    await clock.sleep(Math.min(delayMs, leftMs), signal).catch(() => {});
  }

  #giveUp(batch: Batch, failure: WorkshopError | undefined): void {
    const { topic, partition, entries } = batch;
    const closed = this.#options.signal.aborted;
    const why = failure === undefined ? "" : `; last: ${failure.message}`;
    const error = new DeliveryError(
      closed
        ? `The producer was closed before ${entries.length} records for ${topic}/${partition} ` +
          `were sent${why}`
        : `${entries.length} records for ${topic}/${partition} could not be delivered within ` +
          `${this.#options.deliveryTimeoutMs} ms${why}`,
      {
        code: closed ? "PRODUCER_CLOSED" : "DELIVERY_TIMEOUT",
        // Only what could pass was tried until now: a later send may find that it has.
        retriable: !closed,
        cause: failure,
        topic,
        partition,
      },
    );
    this.#options.outcomes.notAcknowledged(batch, error);
  }
}

function asFailure(error: unknown): WorkshopError {
  if (error instanceof WorkshopError) return error;
  return new WorkshopError(messageOf(error), {
    code: "PRODUCE_FAILED",
    definite: false,
    cause: error,
  });
}

function toDelivery({ topic, partition }: Batch, cause: WorkshopError): DeliveryError {
  const { code, retriable, definite, message } = cause;
  return new DeliveryError(message, { code, retriable, definite, cause, topic, partition });
}
