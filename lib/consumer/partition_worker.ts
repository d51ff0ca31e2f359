import { setImmediate } from "node:timers";
import type { Clock } from "../core/mod.ts";
import type { ConsumedRecord, FetchedBatch, TopicPartition } from "../kafka/mod.ts";
import type { ConsumerMeter } from "./consumer_meter.ts";
import { OffsetTracker, type Step } from "./offset_tracker.ts";
import type { Outcome, ProcessingPlace, RecordProcessor } from "./record_processor.ts";

/** A worker lets others run after so many milliseconds: heartbeats, fetches, other partitions. */
const TURN_MS = 10;
/** What a record costs in memory beside key and value. */
const RECORD_BYTES = 150;

/** What a worker works with. */
export interface PartitionWorkerOptions extends TopicPartition {
  /** The first offset to read. */
  readonly position: bigint;
  /** Work of an earlier owner of the partition in this process, which ends first. */
  readonly after: Promise<void> | undefined;
  readonly processor: RecordProcessor;
  readonly meter: ConsumerMeter;
  readonly clock: Clock;
  readonly maxQueuedRecords: number;
  readonly maxQueuedBytes: number;
  /** Fetching should stop, or go on. */
  readonly onPause: (isPaused: boolean) => void;
  /** Records are finished: it may be time for a commit. */
  readonly onFinished: (count: number) => void;
  /** The worker can't go on. */
  readonly onFailed: (error: unknown) => void;
}

interface Item extends Step {
  /** `undefined` where the log holds only markers or aborted records. */
  readonly record: ConsumedRecord | undefined;
  readonly bytes: number;
}

/** Processes the records of one partition one after the other, from a bounded queue. */
export class PartitionWorker implements ProcessingPlace {
  readonly topic: string;
  readonly partition: number;
  readonly tracker: OffsetTracker;
  /** Resolves when it has stopped for good. */
  readonly done: Promise<void>;
  readonly #options: PartitionWorkerOptions;
  readonly #abort = new AbortController();
  #queue: Item[] = [];
  #next = 0;
  #queuedBytes = 0;
  #fetchNext: bigint;
  #paused = false;
  #stuck = false;
  #wake: (() => void) | undefined;
  #held: PromiseWithResolvers<void> | undefined;
  #busy = false;
  #idleWaiters: (() => void)[] = [];

  constructor(options: PartitionWorkerOptions) {
    this.#options = options;
    this.topic = options.topic;
    this.partition = options.partition;
    this.tracker = new OffsetTracker(options.position);
    this.#fetchNext = options.position;
    this.done = this.#run();
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Where fetching goes on after a rebalance: behind what is queued. */
  get fetchNext(): bigint {
    return this.#fetchNext;
  }

  /** Queues what was fetched; pauses the fetching when it is enough. */
  add({ records, nextOffset }: FetchedBatch): void {
    if (this.signal.aborted) return;
    this.#fetchNext = nextOffset;
    const last = records.length - 1;
    for (let at = 0; at <= last; at++) {
      const record = records[at]!;
      const bytes = RECORD_BYTES + (record.key?.length ?? 0) + (record.value?.length ?? 0);
      this.#queuedBytes += bytes;
      const next = at === last ? nextOffset : record.offset + 1n;
      this.#queue.push({ record, nextOffset: next, bytes });
    }
    if (last === -1) this.#queue.push({ record: undefined, nextOffset, bytes: 0 });
    this.#adjust();
    this.#wake?.();
  }

  get #queued(): number {
    return this.#queue.length - this.#next;
  }

  /** Pauses above the limits, resumes below half of them. */
  #adjust(): void {
    const { maxQueuedRecords, maxQueuedBytes } = this.#options;
    const share = this.#paused ? 0.5 : 1;
    const full = this.#queued >= maxQueuedRecords * share ||
      this.#queuedBytes >= maxQueuedBytes * share;
    const paused = full || this.#stuck;
    if (paused === this.#paused) return;
    this.#paused = paused;
    this.#options.onPause(paused);
  }

  stuck(isStuck: boolean): void {
    this.#stuck = isStuck;
    this.#adjust();
  }

  /** Tells the fetching again whether it should pause: a new generation has forgotten it. */
  repeatPause(): void {
    if (this.#paused) this.#options.onPause(true);
  }

  /** Calls no handler until {@link release}. */
  hold(): void {
    this.#held ??= Promise.withResolvers();
  }

  /** Undoes {@link hold}. */
  release(): void {
    this.#held?.resolve();
    this.#held = undefined;
  }

  /** Resolves when no record is being processed: none was begun, or it waits to be tried again. */
  async idle(): Promise<void> {
    if (!this.#busy) return;
    await new Promise<void>((resolve) => this.#idleWaiters.push(resolve));
  }

  #setBusy(busy: boolean): void {
    this.#busy = busy;
    if (!busy) { for (const wake of this.#idleWaiters.splice(0)) wake(); }
  }

  /** Ends the worker: what is queued is dropped, and a running handler's result with it. */
  stop(reason: unknown): void {
    this.#abort.abort(reason);
    this.#queue = [];
    this.#next = 0;
    this.release();
    this.#wake?.();
  }

  async rest(delayMs: number): Promise<void> {
    this.#setBusy(false);
    await this.#options.clock.sleep(delayMs, this.signal);
    await this.#released();
    this.#setBusy(true);
  }

  async #released(): Promise<void> {
    while (this.#held !== undefined) await this.#held.promise;
    this.signal.throwIfAborted();
  }

  async #run(): Promise<void> {
    try {
      await this.#options.after;
      while (!this.signal.aborted) {
        await this.#released();
        const item = this.#take();
        if (item === undefined) await this.#sleep();
        else await this.#turn(item);
      }
    } catch (error) {
      if (!this.signal.aborted) this.#options.onFailed(error);
    } finally {
      this.#setBusy(false);
    }
  }

  #take(): Item | undefined {
    const item = this.#queue[this.#next];
    if (item === undefined) return undefined;
    this.#next++;
    this.#queuedBytes -= item.bytes;
    if (this.#next * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#next);
      this.#next = 0;
    }
    if (this.#paused) this.#adjust();
    return item;
  }

  async #sleep(): Promise<void> {
    await new Promise<void>((resolve) => this.#wake = resolve);
    this.#wake = undefined;
  }

  /** Processes records for as long as a turn lasts, then lets others run. */
  async #turn(first: Item): Promise<void> {
    const { clock, meter, onFinished, processor } = this.#options;
    let nowMs = clock.monotonicMs();
    const endMs = nowMs + TURN_MS;
    let processed = 0;
    let finished = 0;
    this.#busy = true;
    try {
      for (let item: Item | undefined = first; item !== undefined; item = this.#take()) {
        this.tracker.begin(item);
        const outcome = this.#process(item, nowMs);
        if ((outcome instanceof Promise ? await outcome : outcome) === "ok") processed++;
        if (this.signal.aborted) return;
        this.tracker.finish(item);
        finished++;
        nowMs = outcome === "ok" ? processor.lastMs : clock.monotonicMs();
        if (this.#held !== undefined || nowMs >= endMs) break;
      }
    } finally {
      if (processed > 0) meter.processed(this.topic, processed);
      this.#setBusy(false);
    }
    onFinished(finished);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }

  #process({ record }: Item, nowMs: number): Outcome | Promise<Outcome> | undefined {
    if (record === undefined) return undefined;
    return this.#options.processor.process(record, this, nowMs);
  }
}
