import {
  type Clock,
  nullLogger,
  nullMeter,
  systemClock,
  type Tracer,
  withDeadline,
} from "../core/mod.ts";
import type { Kafka, ProducerSessionOptions } from "../kafka/mod.ts";
import { Accumulator, type PartitionQueue } from "./accumulator.ts";
import type { PendingRecord } from "./batch.ts";
import { DeliveryError, type DeliveryReport, type ProducerRecord } from "./delivery.ts";
import { FlushGate } from "./flush_gate.ts";
import { MemoryLine } from "./memory_line.ts";
import type { ProducerOptions } from "./options.ts";
import { Outcomes } from "./outcomes.ts";
import {
  CustomPartitioner,
  DefaultPartitioner,
  type Partitioner,
  validPartition,
} from "./partitioners.ts";
import { pendingRecord } from "./pending_record.ts";
import { Reconciler } from "./reconciler.ts";
import { Sender } from "./sender.ts";
import { SessionHolder } from "./session_holder.ts";
import { TopicWaits } from "./topic_waits.ts";

const CLOSE_TIMEOUT_MS = 30_000;

/**
 * Opens a producer.
 *
 * @throws {WorkshopError} code `CONNECTION_FAILED` when no broker answers
 * @example
 * ```ts
 * import { Cluster } from "../broker/mod.ts";
 * import { connectKafka } from "../kafka/mod.ts";
 * import { createProducer } from "./mod.ts";
 *
 * await using cluster = await Cluster.start();
 * await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
 * await using admin = await kafka.admin();
 * await admin.createTopics([{ name: "orders", partitions: 3 }]);
 *
 * await using producer = await createProducer(kafka, { compression: "zstd" });
 * const { partition, offset } = await producer.send({ topic: "orders", key: "42", value: "paid" });
 * console.log(partition, offset); // 0 0n
 * ```
 */
export async function createProducer(
  kafka: Kafka,
  options: ProducerOptions = {},
): Promise<Producer> {
  const producer = new Producer(kafka, options);
  await producer.connect();
  return producer;
}

/**
 * Sends records in batches: they wait a little for each other, go out one batch at a time per
 * partition, are tried again while that is safe, and have exactly one outcome each.
 */
export class Producer implements AsyncDisposable {
  readonly #clock: Clock;
  readonly #tracer: Tracer | undefined;
  readonly #lingerMs: number;
  readonly #maxRecordBytes: number;
  readonly #partitioner: Partitioner;
  readonly #accumulator: Accumulator;
  readonly #sessions: SessionHolder;
  readonly #outcomes: Outcomes;
  readonly #topics: TopicWaits;
  readonly #reconciler: Reconciler | undefined;
  readonly #sender: Sender;
  readonly #stop = new AbortController();
  readonly #memory: MemoryLine;
  readonly #gate = new FlushGate();
  /** When the linger timer fires, if it runs. */
  #wakesAtMs = Infinity;
  #flushes = 0;
  #closed = false;

  /** Use {@link createProducer}. */
  constructor(kafka: Kafka | Pick<Kafka, "producer">, options: ProducerOptions) {
    const { logger = nullLogger, deliveryTimeoutMs = 120_000, topicTimeoutMs = 5000 } = options;
    this.#clock = options.clock ?? systemClock;
    this.#tracer = options.tracer;
    this.#lingerMs = options.lingerMs ?? 5;
    this.#maxRecordBytes = options.maxRecordBytes ?? 1_048_576;
    this.#partitioner = options.partitioner === undefined
      ? new DefaultPartitioner(options.keyless ?? "sticky", options.random)
      : new CustomPartitioner(options.partitioner);
    this.#accumulator = new Accumulator({
      lingerMs: this.#lingerMs,
      maxBatchBytes: options.maxBatchBytes ?? 131_072,
      onClosed: ({ topic, partition }) => this.#partitioner.batchClosed(topic, partition),
    });
    this.#sessions = new SessionHolder((identity) =>
      kafka.producer({
        ...sessionOptions(options),
        ...(identity === undefined ? {} : { identity }),
      })
    );
    this.#outcomes = new Outcomes({
      meter: options.meter ?? nullMeter,
      logger,
      onDelivery: options.onDelivery,
      onSettled: ({ heldBytes, epoch }) => {
        this.#memory.free(heldBytes);
        this.#gate.leave(epoch);
      },
    });
    this.#memory = new MemoryLine({
      maxBytes: options.maxBufferedBytes ?? 32 * 1024 * 1024,
      onAdmitted: (entry) => this.#topics.add(entry),
    });
    const shared = {
      sessions: this.#sessions,
      deliveryTimeoutMs,
      topicTimeoutMs,
      clock: this.#clock,
      signal: this.#stop.signal,
    };
    this.#topics = new TopicWaits({
      ...shared,
      onKnown: (entry, partitionCount) => this.#route(entry, partitionCount),
      onRefused: (entry, error) => this.#outcomes.refused(entry, error),
    });
    const outcomes = this.#outcomes;
    this.#reconciler = options.reconcile !== undefined && "read" in kafka
      ? new Reconciler({ ...shared, kafka, reconcile: options.reconcile, outcomes, logger })
      : undefined;
    this.#sender = new Sender({
      ...shared,
      accumulator: this.#accumulator,
      outcomes,
      reconciler: this.#reconciler,
      maxInFlight: options.maxInFlight ?? 16,
      retryBackoffMs: options.retryBackoffMs ?? 50,
      logger,
      random: options.random,
    });
  }

  /** Opens the first session, so that a wrong address is told at once. */
  async connect(): Promise<void> {
    (await this.#sessions.lease()).release();
  }

  /**
   * Sends a record; resolves when it is acknowledged.
   *
   * @throws {DeliveryError} `definite` tells a record that is not in the log from one that may be
   */
  send(record: ProducerRecord): Promise<DeliveryReport> {
    const entry = pendingRecord(record, this.#clock, this.#gate, this.#tracer);
    this.#outcomes.expect(record.topic);
    const refusal = this.#refusal(entry);
    if (refusal === undefined) this.#memory.add(entry);
    else this.#outcomes.refused({ ...entry, heldBytes: 0 }, refusal);
    return entry.delivery.promise;
  }

  #refusal(
    { source: { topic }, contentBytes: bytes, heldBytes }: PendingRecord,
  ): DeliveryError | undefined {
    if (this.#closed) {
      return new DeliveryError(`A record for ${topic} was not sent: the producer is closed`, {
        code: "PRODUCER_CLOSED",
        topic,
      });
    }
    if (bytes > this.#maxRecordBytes) {
      return new DeliveryError(
        `A record of ${bytes} bytes for ${topic} exceeds maxRecordBytes (${this.#maxRecordBytes})` +
          ": raise it together with the topic's max.message.bytes, or send less",
        { code: "RECORD_TOO_LARGE", topic },
      );
    }
    if (!this.#memory.isOverfull(heldBytes)) return undefined;
    return new DeliveryError(
      `A record for ${topic} was not sent: ${this.#memory.bytes} bytes are on their way; await ` +
        "ready() between sends",
      { code: "BUFFER_FULL", retriable: true, topic },
    );
  }

  #route(entry: PendingRecord, partitionCount: number): void {
    const { topic, partition } = entry.source;
    let chosen: number;
    try {
      chosen = partition === undefined
        ? this.#partitioner.partition(topic, entry.outgoing.key ?? null, partitionCount)
        : validPartition(topic, partition, partitionCount, "The record names");
    } catch (error) {
      return this.#outcomes.refused(entry, asDeliveryError(error, topic));
    }
    const queue = this.#accumulator.append(chosen, entry, entry.sentAtMs);
    if (queue.busy) return;
    if (this.#accumulator.isDue(queue, entry.sentAtMs)) this.#drain(queue);
    else this.#linger(this.#lingerMs);
  }

  #drain(queue: PartitionQueue): void {
    if (queue.busy || queue.scheduled) return;
    queue.scheduled = true;
    queueMicrotask(() => {
      queue.scheduled = false;
      this.#sender.drain(queue).then(() => {
        const waitMs = this.#accumulator.waitMs(queue, this.#clock.monotonicMs());
        if (waitMs < Infinity) this.#linger(waitMs);
      });
    });
  }

  /** One timer for all open batches, set for the first that falls due. */
  #linger(ms: number): void {
    const atMs = this.#clock.monotonicMs() + ms;
    if (atMs >= this.#wakesAtMs || this.#stop.signal.aborted) return;
    this.#wakesAtMs = atMs;
    this.#clock.sleep(Math.max(0, ms), this.#stop.signal).catch(() => {}).then(() => {
      if (this.#wakesAtMs === atMs) this.#wakesAtMs = Infinity;
      this.#drainDue();
    });
  }

  #drainDue(): void {
    const now = this.#clock.monotonicMs();
    let waitMs = Infinity;
    for (const queue of this.#accumulator.queues()) {
      if (queue.busy || queue.batches.length === 0) continue;
      if (this.#accumulator.isDue(queue, now)) this.#drain(queue);
      else waitMs = Math.min(waitMs, this.#accumulator.waitMs(queue, now));
    }
    if (waitMs < Infinity) this.#linger(waitMs);
  }

  /** Resolves when there is room for more records: await it between sends in a loop. */
  async ready(): Promise<void> {
    await this.#memory.ready();
  }

  /** Sends what waits and resolves when every record sent before has its outcome. */
  async flush(): Promise<void> {
    this.#flushes++;
    this.#accumulator.hurry = true;
    try {
      const flushed = this.#gate.flush();
      this.#drainDue();
      await flushed;
    } finally {
      this.#accumulator.hurry = --this.#flushes > 0;
    }
  }

  /**
   * Sends what waits, within a time; what is left then has its outcome too: failed when it had not
   * been sent, uncertain when its answer was outstanding.
   */
  async close(options: { readonly timeoutMs?: number } = {}): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const { timeoutMs = CLOSE_TIMEOUT_MS } = options;
    const flushed = this.flush();
    this.#reconciler?.hurry();
    await withDeadline(flushed, { what: "the last flush", timeoutMs, clock: this.#clock })
      .catch(() => {});
    this.#stop.abort();
    const late = new DeliveryError("The producer was closed before the record was sent", {
      code: "PRODUCER_CLOSED",
    });
    for (const entry of this.#memory.takeAll()) this.#outcomes.refused(entry, late);
    this.#topics.refuseAll(late);
    this.#drainDue();
    await this.#sessions.close();
    await flushed;
  }

  /** See {@link close}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function sessionOptions(options: ProducerOptions): ProducerSessionOptions {
  const { acks, compression, idempotent, requestTimeoutMs } = options;
  return {
    ...(acks === undefined ? {} : { acks }),
    ...(compression === undefined ? {} : { compression }),
    ...(idempotent === undefined ? {} : { idempotent }),
    ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }),
  };
}

function asDeliveryError(error: unknown, topic: string): DeliveryError {
  if (error instanceof DeliveryError) return error;
  return new DeliveryError(`The partitioner failed for a record of ${topic}: ${String(error)}`, {
    code: "PARTITION_INVALID",
    cause: error,
    topic,
  });
}
