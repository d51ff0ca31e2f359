import type { OutgoingRecord } from "../kafka/mod.ts";
import type { DeliveryReport, ProducerRecord } from "./delivery.ts";
import type { Epoch } from "./flush_gate.ts";
import { BATCH_HEADER_BYTES, recordBytes } from "./record_size.ts";

/** A record on its way, and whom to tell what became of it. */
export interface PendingRecord {
  /** As it was handed over. */
  readonly source: ProducerRecord;
  /** As it goes out. */
  readonly outgoing: OutgoingRecord & { readonly timestampMs: number };
  /** On the clock that never steps. */
  readonly sentAtMs: number;
  /** Size of what it holds by itself. */
  readonly contentBytes: number;
  /** Its share of the memory bound. */
  readonly heldBytes: number;
  /** Which flush waits for it. */
  readonly epoch: Epoch;
  readonly delivery: PromiseWithResolvers<DeliveryReport>;
}

/** Records that go to one partition in one request. */
export class Batch {
  readonly topic: string;
  readonly partition: number;
  readonly openedAtMs: number;
  readonly entries: PendingRecord[] = [];
  /** Size before compression. */
  bytes: number = BATCH_HEADER_BYTES;
  /** Takes no more records. */
  closed = false;

  constructor(topic: string, partition: number, openedAtMs: number) {
    this.topic = topic;
    this.partition = partition;
    this.openedAtMs = openedAtMs;
  }

  /** Takes a record unless the batch would grow beyond the limit; an empty one takes any. */
  add(entry: PendingRecord, maxBytes: number): boolean {
    const first = this.entries[0] ?? entry;
    const { timestampMs } = first.outgoing;
    const timestampDelta = entry.outgoing.timestampMs - timestampMs;
    const bytes = recordBytes(entry.contentBytes, timestampDelta, this.entries.length);
    if (this.entries.length > 0 && this.bytes + bytes > maxBytes) return false;
    this.entries.push(entry);
    this.bytes += bytes;
    return true;
  }

  /** The first half and the rest, as batches of their own. */
  split(): [Batch, Batch] {
    const half = Math.ceil(this.entries.length / 2);
    const parts = [this.entries.slice(0, half), this.entries.slice(half)].map((entries) => {
      const part = new Batch(this.topic, this.partition, this.openedAtMs);
      for (const entry of entries) part.add(entry, Infinity);
      part.closed = true;
      return part;
    });
    return parts as [Batch, Batch];
  }
}
