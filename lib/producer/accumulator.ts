import { Batch, type PendingRecord } from "./batch.ts";

/** When a batch goes out. */
export interface AccumulatorOptions {
  /** How long a batch that isn't full waits for more, in milliseconds. */
  readonly lingerMs: number;
  /** Size at which a batch is full, before compression, in bytes. */
  readonly maxBatchBytes: number;
  /** A batch takes no more records. */
  readonly onClosed?: (batch: Batch) => void;
}

/** The batches of one partition, in the order in which they go out. */
export class PartitionQueue {
  readonly topic: string;
  readonly partition: number;
  readonly batches: Batch[] = [];
  /** Whether somebody is sending from it. */
  busy = false;
  /** Whether somebody is about to. */
  scheduled = false;

  constructor(topic: string, partition: number) {
    this.topic = topic;
    this.partition = partition;
  }
}

/** Collects records into batches per partition, and knows which are due. It does no I/O. */
export class Accumulator {
  readonly #options: AccumulatorOptions;
  readonly #queues = new Map<string, Map<number, PartitionQueue>>();
  /** Whether batches go out without waiting for more. */
  hurry = false;

  constructor(options: AccumulatorOptions) {
    this.#options = options;
  }

  /** Puts a record into its partition's last batch, or a new one. */
  append(partition: number, entry: PendingRecord, nowMs: number): PartitionQueue {
    const queue = this.#queue(entry.source.topic, partition);
    const last = queue.batches.at(-1);
    if (last !== undefined && !last.closed) {
      if (last.add(entry, this.#options.maxBatchBytes)) return this.#closeFull(queue, last);
      this.#close(last);
    }
    const batch = new Batch(queue.topic, partition, nowMs);
    batch.add(entry, this.#options.maxBatchBytes);
    queue.batches.push(batch);
    return this.#closeFull(queue, batch);
  }

  #closeFull(queue: PartitionQueue, batch: Batch): PartitionQueue {
    if (batch.bytes >= this.#options.maxBatchBytes) this.#close(batch);
    return queue;
  }

  #close(batch: Batch): void {
    if (batch.closed) return;
    batch.closed = true;
    this.#options.onClosed?.(batch);
  }

  #queue(topic: string, partition: number): PartitionQueue {
    let partitions = this.#queues.get(topic);
    if (partitions === undefined) this.#queues.set(topic, partitions = new Map());
    let queue = partitions.get(partition);
    if (queue === undefined) {
      partitions.set(partition, queue = new PartitionQueue(topic, partition));
    }
    return queue;
  }

  /** Whether a queue's first batch should go out now. */
  isDue({ batches }: PartitionQueue, nowMs: number): boolean {
    const head = batches[0];
    return head !== undefined &&
      (this.hurry || head.closed || nowMs - head.openedAtMs >= this.#options.lingerMs);
  }

  /** How long a queue's first batch may still wait for more, in milliseconds. */
  waitMs({ batches }: PartitionQueue, nowMs: number): number {
    const head = batches[0];
    return head === undefined ? Infinity : head.openedAtMs + this.#options.lingerMs - nowMs;
  }

  /** Takes a queue's first batch out, closed. */
  take(queue: PartitionQueue): Batch | undefined {
    const batch = queue.batches.shift();
    if (batch !== undefined) this.#close(batch);
    return batch;
  }

  /** Puts batches back where they were taken from. */
  putBack(queue: PartitionQueue, batches: readonly Batch[]): void {
    queue.batches.unshift(...batches);
  }

  /** Every queue that was ever written to. */
  *queues(): Generator<PartitionQueue> {
    for (const partitions of this.#queues.values()) yield* partitions.values();
  }
}
