import type { ConsumedRecord, FetchedBatch, TopicPartition } from "../kafka/mod.ts";
import type { ConsumedBatch } from "./batches_options.ts";

/** What is fetched and not yet processed, cut into batches by records and bytes. */
export class BatchQueue {
  readonly #limits: { readonly maxRecords: number; readonly maxBytes: number };
  #fetched: FetchedBatch[] = [];
  /** Records of the first that are taken. */
  #taken = 0;
  #records = 0;
  #bytes = 0;

  constructor(limits: { readonly maxRecords: number; readonly maxBytes: number }) {
    this.#limits = limits;
  }

  get empty(): boolean {
    return this.#records === 0;
  }

  /** Whether a batch can't grow any more. */
  get full(): boolean {
    return this.#records >= this.#limits.maxRecords || this.#bytes >= this.#limits.maxBytes;
  }

  /** Whether enough waits for two more batches. */
  get overfull(): boolean {
    return this.#records >= 2 * this.#limits.maxRecords ||
      this.#bytes >= 2 * this.#limits.maxBytes;
  }

  /** Takes in what was fetched; a share without records only moves the last one's end. */
  add(fetched: FetchedBatch): void {
    const last = this.#fetched.at(-1);
    if (fetched.records.length === 0) {
      if (last !== undefined) {
        this.#fetched[this.#fetched.length - 1] = { ...last, nextOffset: fetched.nextOffset };
      }
      return;
    }
    this.#fetched.push(fetched);
    this.#records += fetched.records.length;
    for (const record of fetched.records) this.#bytes += sizeOf(record);
  }

  /** The next batch, as large as the limits let it be. */
  take({ topic, partition }: TopicPartition): ConsumedBatch | undefined {
    const records: ConsumedRecord[] = [];
    let bytes = 0;
    let nextOffset: bigint | undefined;
    for (let share = this.#fetched[0]; share !== undefined; share = this.#fetched[0]) {
      while (this.#taken < share.records.length) {
        const record = share.records[this.#taken]!;
        const size = sizeOf(record);
        const fits = records.length < this.#limits.maxRecords &&
          (records.length === 0 || bytes + size <= this.#limits.maxBytes);
        if (!fits) {
          return this.#batch({ topic, partition, records, nextOffset: nextOffset! }, bytes);
        }
        records.push(record);
        bytes += size;
        this.#taken++;
        nextOffset = record.offset + 1n;
      }
      nextOffset = share.nextOffset;
      this.#fetched.shift();
      this.#taken = 0;
    }
    if (nextOffset === undefined) return undefined;
    return this.#batch({ topic, partition, records, nextOffset }, bytes);
  }

  #batch(batch: ConsumedBatch, bytes: number): ConsumedBatch {
    this.#records -= batch.records.length;
    this.#bytes -= bytes;
    return batch;
  }

  clear(): void {
    this.#fetched = [];
    this.#taken = this.#records = this.#bytes = 0;
  }
}

function sizeOf({ key, value }: ConsumedRecord): number {
  return (key?.length ?? 0) + (value?.length ?? 0);
}
