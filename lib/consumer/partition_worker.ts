import { setImmediate } from "node:timers";
import { BackPressure } from "./back_pressure.ts";
import type { ConsumedRecord, FetchedBatch, Generation } from "../kafka/mod.ts";
import type { HandlerTimeoutError } from "./errors.ts";
import { HandlerCalls } from "./handler_calls.ts";
import type { HandlerContext } from "./handler_context.ts";
import { failureFields, placeFields } from "./log_fields.ts";
import { ManyCalls } from "./many_calls.ts";
import type { OffsetTracker } from "./offset_tracker.ts";
import { type QueuedStep, RecordQueue } from "./record_queue.ts";
import type { ProcessingPlace } from "./processing_place.ts";
import type { Outcome } from "./record_processor.ts";
import { type HoldReason, WorkGate } from "./work_gate.ts";
import type { CommitFirst, PartitionWorkerOptions } from "./worker_options.ts";

/** A worker lets others run after so many milliseconds: heartbeats, fetches, other partitions. */
const TURN_MS = 10;
/** How often a member that hears nothing of its coordinator looks whether it has. */
const LEASE_CHECK_MS = 100;

/** Processes the records of one partition one after the other, from a bounded queue. */
export class PartitionWorker implements ProcessingPlace {
  readonly topic: string;
  readonly partition: number;
  readonly tracker: OffsetTracker;
  /** Resolves when it has stopped for good. */
  readonly done: Promise<void>;
  readonly #options: PartitionWorkerOptions;
  readonly #abort = new AbortController();
  readonly #calls: HandlerCalls;
  readonly #queue: RecordQueue;
  readonly #pressure: BackPressure;
  readonly #gate: WorkGate;
  readonly #many: ManyCalls | undefined;
  #generation: Generation;
  #fetchNext: bigint;
  #isOverdue = false;
  #wake: (() => void) | undefined;

  constructor(options: PartitionWorkerOptions) {
    const { topic, partition, clock, maxHandlerMs, tracker } = options;
    this.#options = options;
    this.topic = topic;
    this.partition = partition;
    this.tracker = tracker;
    this.#generation = options.generation;
    this.#fetchNext = tracker.finishedUpTo;
    this.#queue = new RecordQueue(options);
    this.#pressure = new BackPressure({
      isFull: (share) => this.#queue.isFull(share),
      onPause: options.onPause,
    });
    this.#gate = new WorkGate(options.slots, this.signal);
    this.#calls = new HandlerCalls({
      topic,
      partition,
      clock,
      maxHandlerMs,
      generation: () => this.#generation,
      onOverdue: (record, error) => this.#onOverdue(record, error),
      onReturned: (record) => this.#onReturned(record),
    });
    this.#many = options.many === undefined || options.many.except.has(topic)
      ? undefined
      : new ManyCalls({ ...options.many, topic, clock, meter: options.meter }, this.#calls);
    this.done = this.#run();
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  context(attempt: number): HandlerContext {
    return this.#calls.context(attempt);
  }

  /** Where fetching goes on after a rebalance: behind what is queued. */
  get fetchNext(): bigint {
    return this.#fetchNext;
  }

  /** Queues what was fetched; pauses the fetching when it is enough. */
  add(batch: FetchedBatch): void {
    if (this.signal.aborted) return;
    this.#fetchNext = batch.nextOffset;
    this.#queue.push(batch);
    this.#pressure.adjust();
    this.#wake?.();
  }

  stuck(isStuck: boolean): void {
    this.#pressure.stuck(isStuck);
  }

  /** Goes on in a generation in which nobody else has worked on the partition. */
  goOnIn(generation: Generation): void {
    this.#generation = generation;
    this.#pressure.repeat();
    this.release("rebalance");
  }

  /** Calls no handler until {@link release}. */
  hold(reason: HoldReason): void {
    this.#gate.hold(reason);
    if (reason === "paused") this.#pressure.pause(true);
  }

  /** Undoes {@link hold}, for this reason. */
  release(reason: HoldReason): void {
    this.#gate.release(reason);
    if (reason === "paused") this.#pressure.pause(false);
  }

  /** Resolves when no record is worked on, except one that waits for its retry or is overdue. */
  idle(): Promise<void> {
    return this.#gate.idle();
  }

  /** Why it begins nothing at the moment. */
  get holds(): readonly HoldReason[] {
    return [...this.#gate.holds];
  }

  /** Whether its handler has run for longer than it may, and still does. */
  get isOverdue(): boolean {
    return this.#isOverdue;
  }

  /** Ends the worker: what is queued is dropped, and a running handler's result with it. */
  stop(reason: unknown): void {
    this.#calls.stop(reason);
    this.leave();
  }

  /** Ends the worker as {@link stop} does, but lets a running handler finish. */
  leave(): void {
    this.#abort.abort();
    this.#pressure.end();
    this.#queue.clear();
    this.#gate.open();
    this.#wake?.();
  }

  async rest(delayMs: number): Promise<void> {
    this.#gate.end();
    await this.#options.clock.sleep(delayMs, this.signal);
    await this.#mayBegin();
    await this.#gate.begin();
  }

  /** Waits until nothing holds the worker and the partition is this member's own. */
  async #mayBegin(): Promise<void> {
    const { clock, logger } = this.#options;
    while (true) {
      await this.#gate.opened();
      this.signal.throwIfAborted();
      if (this.#calls.isOwned()) return;
      const { topic, partition } = this;
      const message = "The coordinator hasn't answered for a session timeout: no record is begun";
      logger.log("WARN", message, { topic, partition, generation: this.#generation.id });
      while (!this.#gate.isHeld && !this.#calls.isOwned()) {
        await clock.sleep(LEASE_CHECK_MS, this.signal);
      }
    }
  }

  async #run(): Promise<void> {
    try {
      await this.#options.after;
      while (!this.signal.aborted) {
        await this.#mayBegin();
        if (this.#queue.isEmpty) await this.#sleep();
        else await this.#turn();
      }
    } catch (error) {
      if (!this.signal.aborted) this.#options.onFailed(error);
    } finally {
      this.#gate.end();
      this.#calls.stop(this.signal.reason);
    }
  }

  async #sleep(): Promise<void> {
    await new Promise<void>((resolve) => this.#wake = resolve);
    this.#wake = undefined;
  }

  #take(): QueuedStep | undefined {
    const step = this.#queue.take();
    if (this.#pressure.isFetchPaused) this.#pressure.adjust();
    return step;
  }

  /** Works for as long as a turn lasts, then lets others run. */
  async #turn(): Promise<void> {
    await this.#gate.begin();
    if (!this.#gate.isHeld && this.#calls.isOwned()) {
      const { commitFirst } = this.#options;
      const finished = commitFirst === undefined
        ? await this.#process()
        : await this.#processOnce(commitFirst);
      if (this.signal.aborted) return;
      this.#options.onFinished(finished);
    }
    this.#gate.end();
    await new Promise<void>((resolve) => setImmediate(resolve));
  }

  /** Processes what is queued until the turn is over, and tells how much it was. */
  async #process(): Promise<number> {
    const { clock, meter, processor } = this.#options;
    let nowMs = clock.monotonicMs();
    const endMs = nowMs + TURN_MS;
    let processed = 0;
    let finished = 0;
    try {
      while (!this.#queue.isEmpty) {
        const together = this.#many?.next(this.#queue);
        if (together !== undefined) {
          const count = await this.#many!.handle(together);
          if (this.signal.aborted) break;
          this.#finish(count);
          processed += count;
          finished += count;
          nowMs = clock.monotonicMs();
        } else {
          const step = this.#take()!;
          this.tracker.begin(step);
          const outcome = this.#bring(step, nowMs);
          if ((outcome instanceof Promise ? await outcome : outcome) === "ok") processed++;
          if (this.signal.aborted) break;
          this.tracker.finish(step);
          finished++;
          nowMs = outcome === "ok" ? processor.lastMs : clock.monotonicMs();
        }
        if (this.#mustPause(nowMs, endMs)) break;
      }
    } finally {
      if (processed > 0) meter.processed(this.topic, processed);
    }
    return finished;
  }

  /** Those at the head of the queue were handled together. */
  #finish(count: number): void {
    for (let left = count; left > 0; left--) {
      const step = this.#take()!;
      this.tracker.begin(step);
      this.tracker.finish(step);
    }
  }

  #mustPause(nowMs: number, endMs: number): boolean {
    return nowMs >= endMs || this.#gate.isHeld || !this.#gate.isBusy ||
      nowMs >= this.#generation.leaseEndsAtMs;
  }

  /** Commits what it takes, then handles all of it: nothing else in this process or another will. */
  async #processOnce({ maxRecords, commit }: CommitFirst): Promise<number> {
    const { clock, meter } = this.#options;
    const steps: QueuedStep[] = [];
    for (let step = this.#take(); step !== undefined; step = this.#take()) {
      this.tracker.begin(step);
      this.tracker.finish(step);
      if (steps.push(step) >= maxRecords) break;
    }
    await commit(this.tracker, this.signal);
    for (const step of steps) {
      const outcome = await this.#bring(step, clock.monotonicMs());
      if (outcome === "ok") meter.processed(this.topic, 1);
      if (this.signal.aborted) break;
    }
    return steps.length;
  }

  #bring({ record }: QueuedStep, nowMs: number): Outcome | Promise<Outcome> | undefined {
    if (record === undefined) return undefined;
    return this.#options.processor.process(record, this, nowMs);
  }

  /** The handler may never end: nobody waits for it but its own partition. */
  #onOverdue(record: ConsumedRecord, error: HandlerTimeoutError): void {
    const { logger, meter } = this.#options;
    const fields = { ...placeFields(record), ...failureFields(error), reason: "handler" };
    this.#isOverdue = true;
    this.#gate.end();
    this.stuck(true);
    meter.stalled("handler", 1);
    const message = "A handler runs for too long: its partition stands still until it ends";
    logger.log("ERROR", message, fields);
  }

  #onReturned(record: ConsumedRecord): void {
    const { logger, meter } = this.#options;
    this.#isOverdue = false;
    meter.stalled("handler", -1);
    this.stuck(false);
    logger.log("INFO", "A handler that ran for too long has ended", placeFields(record));
  }
}
