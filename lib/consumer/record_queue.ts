import type { ConsumedRecord, FetchedBatch } from "../kafka/mod.ts";
import type { Step } from "./offset_tracker.ts";

/** What a record costs in memory beside key and value. */
const RECORD_BYTES = 150;

/** A record that waits to be processed, or a stretch of the log without one. */
export interface QueuedStep extends Step {
  /** `undefined` where the log holds only markers or aborted records. */
  readonly record: ConsumedRecord | undefined;
  readonly bytes: number;
}

/** How much may wait. */
export interface QueueLimits {
  readonly maxQueuedRecords: number;
  readonly maxQueuedBytes: number;
}

/** The records of a partition that were fetched and wait for their turn. */
export class RecordQueue {
  readonly #limits: QueueLimits;
  #steps: QueuedStep[] = [];
  #next = 0;
  #bytes = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  get isEmpty(): boolean {
    return this.#next === this.#steps.length;
  }

  /** Queues what was fetched. */
  push({ records, nextOffset }: FetchedBatch): void {
    const last = records.length - 1;
    for (let at = 0; at <= last; at++) {
      const record = records[at]!;
      const bytes = RECORD_BYTES + (record.key?.length ?? 0) + (record.value?.length ?? 0);
      this.#bytes += bytes;
      const next = at === last ? nextOffset : record.offset + 1n;
      this.#steps.push({ record, nextOffset: next, bytes });
    }
    if (last === -1) this.#steps.push({ record: undefined, nextOffset, bytes: 0 });
  }

  /** Whether so large a share of what may wait does. */
  isFull(share: number): boolean {
    const { maxQueuedRecords, maxQueuedBytes } = this.#limits;
    return this.#steps.length - this.#next >= maxQueuedRecords * share ||
      this.#bytes >= maxQueuedBytes * share;
  }

  /** The next one, if there is one. */
  take(): QueuedStep | undefined {
    const step = this.#steps[this.#next];
    if (step === undefined) return undefined;
    this.#next++;
    this.#bytes -= step.bytes;
    if (this.#next * 2 > this.#steps.length) {
      this.#steps = this.#steps.slice(this.#next);
      this.#next = 0;
    }
    return step;
  }

  /** The next records, at most so many, up to where the log holds none; they stay in the queue. */
  peek(maxRecords: number): ConsumedRecord[] {
    const records: ConsumedRecord[] = [];
    for (let at = this.#next; at < this.#steps.length && records.length < maxRecords; at++) {
      const { record } = this.#steps[at]!;
      if (record === undefined) break;
      records.push(record);
    }
    return records;
  }

  /** Drops everything. */
  clear(): void {
    this.#steps = [];
    this.#next = 0;
    this.#bytes = 0;
  }
}
