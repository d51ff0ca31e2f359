import { type Counter, type Histogram, type Logger, messageOf, type Meter } from "../core/mod.ts";
import type { Batch, PendingRecord } from "./batch.ts";
import type { Delivery, DeliveryError, DeliveryReport, Outcome } from "./delivery.ts";

const BATCH_BUCKETS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

/** Where outcomes are told and counted. */
export interface OutcomesOptions {
  readonly meter: Meter;
  readonly logger: Logger;
  readonly onDelivery: ((delivery: Delivery) => void) | undefined;
  /** A record is settled: its memory is free again. */
  readonly onSettled: (entry: PendingRecord) => void;
}

/** Tells each record's outcome, once, to whoever wants to know it. */
export class Outcomes {
  readonly #options: OutcomesOptions;
  readonly #messages: Counter;
  readonly #bytes: Counter;
  readonly #batchRecords: Histogram;
  readonly #expected = new Set<string>();

  constructor(options: OutcomesOptions) {
    this.#options = options;
    const { meter } = options;
    this.#messages = meter.counter({
      name: "kafka_producer_messages_total",
      help: "Records by what became of them",
      labels: ["topic", "outcome"],
    });
    this.#bytes = meter.counter({
      name: "kafka_producer_bytes_total",
      help: "Bytes of records, uncompressed, by what became of them",
      labels: ["topic", "outcome"],
    });
    this.#batchRecords = meter.histogram({
      name: "kafka_producer_batch_records",
      help: "Records per batch that was acknowledged",
      labels: ["topic"],
      buckets: BATCH_BUCKETS,
    });
  }

  /** A record is on its way: its topic's counts begin at 0, so that a first failure shows. */
  expect(topic: string): void {
    if (this.#expected.has(topic)) return;
    this.#expected.add(topic);
    for (const outcome of ["acknowledged", "failed", "uncertain"]) {
      this.#messages.add(0, { topic, outcome });
      this.#bytes.add(0, { topic, outcome });
    }
  }

  /** A batch is in the log from this offset on; −1 where nobody tells. */
  acknowledged(batch: Batch, baseOffset: bigint, logAppendTimeMs: number | undefined): void {
    const { topic, partition, entries } = batch;
    this.#count(batch, "acknowledged");
    this.#batchRecords.observe(entries.length, { topic });
    const isHeard = this.#options.onDelivery !== undefined;
    let offset = baseOffset;
    for (const entry of entries) {
      const timestampMs = logAppendTimeMs ?? entry.outgoing.timestampMs;
      const report: DeliveryReport = { topic, partition, offset, timestampMs };
      if (offset >= 0n) offset++;
      this.#options.onSettled(entry);
      entry.delivery.resolve(report);
      if (isHeard) this.#tell({ outcome: "acknowledged", record: entry.source, ...report });
    }
  }

  /** A whole batch was refused, or its outcome is not known. */
  notAcknowledged(batch: Batch, error: DeliveryError): void {
    this.#count(batch, outcomeOf(error));
    for (const entry of batch.entries) this.#reject(entry, error);
  }

  /** A record was refused before it came into a batch. */
  refused(entry: PendingRecord, error: DeliveryError): void {
    const labels = { topic: entry.source.topic, outcome: outcomeOf(error) };
    this.#messages.add(1, labels);
    this.#bytes.add(entry.contentBytes, labels);
    this.#reject(entry, error);
  }

  #reject(entry: PendingRecord, error: DeliveryError): void {
    this.#options.onSettled(entry);
    if (this.#options.onDelivery !== undefined) entry.delivery.promise.catch(() => {});
    entry.delivery.reject(error);
    this.#tell({ outcome: outcomeOf(error), record: entry.source, error });
  }

  #tell(delivery: Delivery): void {
    try {
      this.#options.onDelivery?.(delivery);
    } catch (error) {
      const { topic } = delivery.record;
      this.#options.logger.log("ERROR", `onDelivery threw: ${messageOf(error)}`, { topic });
    }
  }

  #count({ topic, entries, bytes }: Batch, outcome: Outcome): void {
    this.#messages.add(entries.length, { topic, outcome });
    this.#bytes.add(bytes, { topic, outcome });
  }
}

function outcomeOf(error: DeliveryError): "failed" | "uncertain" {
  return error.definite ? "failed" : "uncertain";
}
