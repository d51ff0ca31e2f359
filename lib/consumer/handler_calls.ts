import type { Clock } from "../core/mod.ts";
import {
  type ConsumedRecord,
  type Generation,
  StaleGenerationError,
  type TopicPartition,
} from "../kafka/mod.ts";
import { HandlerTimeoutError } from "./errors.ts";
import type { HandlerContext } from "./handler_context.ts";
import type { RecordHandler } from "./record_handler.ts";

/** What a partition's calls are watched with. */
export interface HandlerCallsOptions extends TopicPartition {
  readonly clock: Clock;
  /** How long one call may take, in milliseconds; Infinity for as long as it likes. */
  readonly maxHandlerMs: number;
  /** The generation in which the partition is owned. */
  readonly generation: () => Generation;
  /** A call runs for too long; it has been told, and may never end. */
  readonly onOverdue: (record: ConsumedRecord, error: HandlerTimeoutError) => void;
  /** It has ended after all. */
  readonly onReturned: (record: ConsumedRecord) => void;
}

/**
 * The calls of a handler for one partition, one after the other: what each is told, and how long it
 * takes. Nothing can end a handler but itself; what is too long is told to it by its signal, and to
 * people. A handler that gives no promise can't be watched: while it runs, nothing else does.
 */
export class HandlerCalls {
  readonly #options: HandlerCallsOptions;
  readonly #stopping = new AbortController();
  #abort = new AbortController();
  #firstTry: CallContext | undefined;
  /** What the call that is under way is about; there is one at a time. */
  #record: ConsumedRecord | undefined;
  #startedAtMs = 0;
  #late: HandlerTimeoutError | undefined;
  #isWatching = false;

  constructor(options: HandlerCallsOptions) {
    this.#options = options;
  }

  /** What a try of a record is told; the same object for all first tries, for speed. */
  context(attempt: number): HandlerContext {
    if (attempt === 1) return this.#firstTry ??= new CallContext(this, 1, this.#abort.signal);
    return new CallContext(this, attempt, this.#abort.signal);
  }

  get generation(): Generation {
    return this.#options.generation();
  }

  /** Whether effects are still this member's: asked for at a time on the clock that never steps. */
  isOwned(nowMs = this.#options.clock.monotonicMs()): boolean {
    const { signal, leaseEndsAtMs } = this.generation;
    return !this.#stopping.signal.aborted && !signal.aborted && nowMs < leaseEndsAtMs;
  }

  throwIfStale(): void {
    if (this.isOwned()) return;
    const { topic, partition } = this.#options;
    throw new StaleGenerationError(
      `Generation ${this.generation.id} may not be the group's any more: whoever owns ` +
        `${topic}/${partition} now does what is to be done`,
      { code: "STALE_GENERATION", topic, partition },
    );
  }

  /** Watches a call that takes its time; its error tells when it took too much. */
  watch(record: ConsumedRecord, work: Promise<void>): Promise<void> {
    const { clock, maxHandlerMs } = this.#options;
    if (maxHandlerMs === Infinity) return work;
    this.#record = record;
    this.#startedAtMs = clock.monotonicMs();
    if (!this.#isWatching) void this.#watch();
    return work.then(this.#succeeded, this.#failed);
  }

  readonly #succeeded = (): void => {
    this.#ended();
  };

  readonly #failed = (error: unknown): never => {
    const late = this.#late;
    this.#ended();
    throw late === undefined || error === late ? error : timeoutOf(late, error);
  };

  #ended(): void {
    const record = this.#record!;
    this.#record = undefined;
    if (this.#late === undefined) return;
    this.#late = undefined;
    this.#options.onReturned(record);
  }

  /** One timer for all calls: most are over long before it rings. */
  async #watch(): Promise<void> {
    const { clock, maxHandlerMs } = this.#options;
    this.#isWatching = true;
    try {
      while (this.#record !== undefined && this.#late === undefined) {
        const leftMs = this.#startedAtMs + maxHandlerMs - clock.monotonicMs();
        if (leftMs > 0) await clock.sleep(leftMs, this.#stopping.signal);
        else this.#overdue(this.#record);
      }
    } catch {
      // The partition is worked on no more.
    } finally {
      this.#isWatching = false;
    }
  }

  #overdue(record: ConsumedRecord): void {
    const { topic, partition, maxHandlerMs, onOverdue } = this.#options;
    const { offset } = record;
    const late = new HandlerTimeoutError(
      `The handler of ${topic}/${partition} has been at offset ${offset} for ${maxHandlerMs} ms: its ` +
        "effect may still happen; let it watch its signal, or give it more time by maxHandlerMs",
      { code: "HANDLER_TIMEOUT", retriable: true, definite: false, topic, partition, offset },
    );
    this.#late = late;
    this.#abort.abort(late);
    this.#abort = new AbortController();
    this.#firstTry = undefined;
    onOverdue(record, late);
  }

  /** Tells what runs that nobody waits for it any more. */
  stop(reason: unknown): void {
    this.#stopping.abort(reason);
    this.#abort.abort(reason);
  }
}

/** The handler, watched by the partition that its context belongs to. */
export function watched(handler: RecordHandler): RecordHandler {
  return (record, context) => {
    const work = handler(record, context);
    if (work === undefined || !(context instanceof CallContext)) return work;
    return context.calls.watch(record, work);
  };
}

class CallContext implements HandlerContext {
  readonly calls: HandlerCalls;
  readonly attempt: number;
  readonly signal: AbortSignal;

  constructor(calls: HandlerCalls, attempt: number, signal: AbortSignal) {
    this.calls = calls;
    this.attempt = attempt;
    this.signal = signal;
  }

  get generation(): Generation {
    return this.calls.generation;
  }

  stillOwner(): boolean {
    return !this.signal.aborted && this.calls.isOwned();
  }

  throwIfStale(): void {
    this.signal.throwIfAborted();
    this.calls.throwIfStale();
  }
}

/** What a handler threw that was told to end: its own words are the cause. */
function timeoutOf(overdue: HandlerTimeoutError, cause: unknown): HandlerTimeoutError {
  const { message, code, retriable, definite, topic, partition, offset } = overdue;
  return new HandlerTimeoutError(message, {
    code,
    retriable,
    definite,
    cause,
    ...(topic === undefined ? {} : { topic }),
    ...(partition === undefined ? {} : { partition }),
    ...(offset === undefined ? {} : { offset }),
  });
}
