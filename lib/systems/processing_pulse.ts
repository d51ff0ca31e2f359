import type { Clock } from "../core/mod.ts";
import type { ConsumerOptions, ManyHandler, RecordHandler } from "../consumer/mod.ts";

/** The handlers of a consumer. */
type Handlers = Pick<ConsumerOptions, "handler" | "handleMany">;

/** The heartbeat of the loop that processes: it beats when a handler begins and when it ends. */
export class ProcessingPulse {
  readonly #clock: Clock;
  readonly #begun = new Map<symbol, number>();

  /** Nothing is being processed yet. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The same handlers, watched. */
  around<H extends Handlers>(handlers: H): H {
    const { handler, handleMany } = handlers;
    const one: RecordHandler = (record, context) =>
      this.#watch(async () => await handler(record, context));
    if (handleMany === undefined) return { ...handlers, handler: one };
    const many: ManyHandler = (records, context) => this.#watch(() => handleMany(records, context));
    return { ...handlers, handler: one, handleMany: many };
  }

  /**
   * For how many milliseconds the longest running handler has been at work; 0 while none is, since a
   * loop that has nothing to do is well.
   */
  get ageMs(): number {
    const [oldest] = this.#begun.values();
    return oldest === undefined ? 0 : this.#clock.monotonicMs() - oldest;
  }

  async #watch<T>(work: () => Promise<T>): Promise<T> {
    const call = Symbol();
    this.#begun.set(call, this.#clock.monotonicMs());
    try {
      return await work();
    } finally {
      this.#begun.delete(call);
    }
  }
}
