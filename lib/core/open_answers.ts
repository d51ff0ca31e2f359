import { type Clock, systemClock } from "./clock.ts";

/**
 * The answers that a server is still giving, so that its end can wait for them: not for long, since
 * a client that never sends the rest of its request would hold up a graceful end for ever.
 *
 * @example
 * ```ts
 * import { OpenAnswers } from "./open_answers.ts";
 *
 * const open = new OpenAnswers();
 * const stop = new AbortController();
 * const options = { port: 0, hostname: "127.0.0.1", signal: stop.signal, onListen() {} };
 * const server = Deno.serve(options, (_, { completed }) => {
 *   open.add(completed);
 *   return new Response("ok");
 * });
 * await open.settle();
 * stop.abort();
 * await server.finished;
 * ```
 */
export class OpenAnswers {
  readonly #open = new Set<Promise<unknown>>();

  /** How many are being given. */
  get size(): number {
    return this.#open.size;
  }

  /** Remembers an answer until it is given, or its client has gone; or work behind it until its end. */
  add(completed: Promise<unknown>): void {
    this.#open.add(completed);
    const done = () => void this.#open.delete(completed);
    completed.then(done, done);
  }

  /** Waits until all are given, at most for a short grace. */
  async settle(
    options: {
      /** The longest wait, in milliseconds. @default {500} */
      readonly graceMs?: number;
      /** Whose time it is. @default {systemClock} */
      readonly clock?: Clock;
    } = {},
  ): Promise<void> {
    const { graceMs = 500, clock = systemClock } = options;
    const over = new AbortController();
    const late = clock.sleep(graceMs, over.signal).catch(() => {});
    await Promise.race([Promise.allSettled(this.#open), late]);
    over.abort();
  }
}
