import {
  backoffDelayMs,
  type BackoffPolicy,
  type Clock,
  type Logger,
  messageOf,
  type Random,
  WorkshopError,
} from "../core/mod.ts";
import type { FetchedBatch, Generation, TopicPartition } from "../kafka/mod.ts";
import type { BatchContext, BatchesOptions, ConsumedBatch } from "./batches_options.ts";
import { BatchQueue } from "./batches_queue.ts";

/** What says that the member was left behind: its generation is about to end here too. */
const LEFT_BEHIND = new Set([
  "FENCED_INSTANCE_ID",
  "ILLEGAL_GENERATION",
  "REBALANCE_IN_PROGRESS",
  "STALE_GENERATION",
  "UNKNOWN_MEMBER_ID",
]);

/** What a worker works with. */
export interface BatchWorkerOptions extends Pick<BatchesOptions, "process" | "prepare"> {
  readonly place: TopicPartition;
  readonly generation: Generation;
  /** The first offset to read, as it was when the generation began. */
  readonly position: bigint;
  /** Resolves when the session can be asked, and earlier work on the partition has ended. */
  readonly ready: Promise<unknown>;
  /** Whether earlier work may have committed after `position` was read. */
  readonly doubted: boolean;
  readonly maxBatchRecords: number;
  readonly maxBatchBytes: number;
  readonly lingerMs: number;
  readonly backoff: BackoffPolicy;
  /** Where reading begins, as the group has committed by now. */
  readonly committed: () => Promise<bigint>;
  /** Reading goes on there. */
  readonly seek: (offset: bigint) => void;
  /** Fetching should stop, or go on. */
  readonly onPause: (isPaused: boolean) => void;
  readonly onDone: (batch: ConsumedBatch, ms: number) => void;
  readonly onAgain: () => void;
  /** The worker can't go on. */
  readonly onFailed: (error: unknown) => void;
  readonly clock: Clock;
  readonly random: Random | undefined;
  readonly logger: Logger;
}

/** Processes one partition's batches of one generation, one after the other. */
export class BatchWorker {
  /** Resolves when it has stopped for good. */
  readonly done: Promise<void>;
  readonly #options: BatchWorkerOptions;
  readonly #queue: BatchQueue;
  readonly #abort = new AbortController();
  #position: bigint;
  #firstQueuedMs = 0;
  #paused = false;
  #held = false;
  #busy = false;
  #wake: (() => void) | undefined;
  #idleWaiters: (() => void)[] = [];

  constructor(options: BatchWorkerOptions) {
    this.#options = options;
    this.#position = options.position;
    this.#queue = new BatchQueue({
      maxRecords: options.maxBatchRecords,
      maxBytes: options.maxBatchBytes,
    });
    this.done = this.#run();
  }

  get #signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Queues what was fetched. */
  add(fetched: FetchedBatch): void {
    if (this.#signal.aborted) return;
    if (this.#queue.empty) this.#firstQueuedMs = this.#options.clock.monotonicMs();
    this.#queue.add(fetched);
    this.#adjust();
    this.#wake?.();
  }

  #adjust(): void {
    const paused = this.#paused ? this.#queue.full : this.#queue.overfull;
    if (paused === this.#paused) return;
    this.#paused = paused;
    this.#options.onPause(paused);
  }

  /** Tells the fetching again whether it should pause: it could not be told before. */
  repeatPause(): void {
    if (this.#paused) this.#options.onPause(true);
  }

  /** Begins nothing more: the generation is about to end. */
  hold(): void {
    this.#held = true;
  }

  /** Resolves when no batch is being processed: none was begun, or it waits to be tried again. */
  async idle(): Promise<void> {
    if (!this.#busy) return;
    await new Promise<void>((resolve) => this.#idleWaiters.push(resolve));
  }

  #setBusy(busy: boolean): void {
    this.#busy = busy;
    if (!busy) { for (const wake of this.#idleWaiters.splice(0)) wake(); }
  }

  /** Ends the worker: what is queued is dropped, and a running batch is aborted. */
  stop(reason: unknown): void {
    this.#abort.abort(reason);
    this.#queue.clear();
    this.#wake?.();
  }

  async #run(): Promise<void> {
    try {
      await this.#options.ready;
      let isSettled = !this.#options.doubted;
      for (let failures = 0; !this.#signal.aborted;) {
        await this.#mayBegin();
        try {
          this.#setBusy(true);
          if (!isSettled) await this.#settle(failures > 0);
          isSettled = true;
          if (await this.#next()) failures = 0;
        } catch (error) {
          if (this.#signal.aborted || !mayPass(error)) throw error;
          isSettled = false;
          await this.#failed(++failures, error);
        }
        this.#setBusy(false);
      }
    } catch (error) {
      if (!this.#signal.aborted) this.#options.onFailed(error);
    } finally {
      this.#setBusy(false);
    }
  }

  /** Waits while the generation is about to end: then the worker does. */
  async #mayBegin(): Promise<void> {
    this.#signal.throwIfAborted();
    if (!this.#held) return;
    const { promise, reject } = Promise.withResolvers<never>();
    this.#signal.addEventListener("abort", () => reject(this.#signal.reason), { once: true });
    await promise;
  }

  /** Lets what is in doubt be settled, and goes on where the group has committed then. */
  async #settle(again: boolean): Promise<void> {
    const { place, prepare, committed, seek } = this.#options;
    await prepare?.(place, { ...this.#context(), reason: "failed" });
    const offset = await committed();
    this.#signal.throwIfAborted();
    if (!again && offset === this.#position) return;
    this.#position = offset;
    this.#queue.clear();
    seek(offset);
    this.#adjust();
  }

  #context(): BatchContext {
    return {
      generation: this.#options.generation,
      signal: this.#signal,
      position: this.#position,
      rest: (delayMs) => this.#rest(delayMs),
    };
  }

  /** Processes a batch when there is one; false when it only waited for one. */
  async #next(): Promise<boolean> {
    const { clock, process, onDone, place } = this.#options;
    const batch = this.#due() ? this.#queue.take(place) : undefined;
    if (batch === undefined) {
      this.#setBusy(false);
      await this.#sleep();
      return false;
    }
    this.#firstQueuedMs = clock.monotonicMs();
    this.#adjust();
    const startedAtMs = clock.monotonicMs();
    await process(batch, this.#context());
    this.#position = batch.nextOffset;
    onDone(batch, clock.monotonicMs() - startedAtMs);
    return true;
  }

  #due(): boolean {
    return !this.#queue.empty && (this.#queue.full || this.#lingerLeftMs() <= 0);
  }

  #lingerLeftMs(): number {
    return this.#firstQueuedMs + this.#options.lingerMs - this.#options.clock.monotonicMs();
  }

  /** Until something is queued, or what is queued has lingered. */
  async #sleep(): Promise<void> {
    const woken = new AbortController();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    if (!this.#queue.empty) {
      const lingered = this.#options.clock.sleep(Math.max(0, this.#lingerLeftMs()), woken.signal);
      lingered.then(resolve, () => {});
    }
    await promise;
    this.#wake = undefined;
    woken.abort();
  }

  async #rest(delayMs: number): Promise<void> {
    this.#setBusy(false);
    await this.#options.clock.sleep(delayMs, this.#signal);
    await this.#mayBegin();
    this.#setBusy(true);
  }

  async #failed(failures: number, error: unknown): Promise<void> {
    const { backoff, logger, onAgain, place, random } = this.#options;
    const delayMs = backoffDelayMs(failures, backoff, random);
    const code = error instanceof WorkshopError ? error.code : undefined;
    logger.log("WARN", `A batch is done again: ${messageOf(error)}`, { ...place, code, delayMs });
    onAgain();
    await this.#rest(delayMs);
  }
}

/** Whether what was tried may succeed when it is done again. */
export function mayPass(error: unknown): boolean {
  if (!(error instanceof WorkshopError)) return false;
  return error.retriable || !error.definite || error.outage || LEFT_BEHIND.has(error.code);
}
