import { abortable, WorkshopError } from "../../../core/mod.ts";
import type { Sample } from "../slope.ts";
import { EXPOSE_GC, TellingChild } from "../telling_child.ts";
import type { MemberOrder } from "./orders.ts";

/** What the consumers' process tells, one line each. */
export type SteadyNews =
  | { readonly kind: "joined" }
  | { readonly kind: "memory"; readonly processBytes: number; readonly heapBytes: number }
  | { readonly kind: "done"; readonly records: number }
  | { readonly kind: "failed"; readonly message: string };

const CHILD = new URL("./steady_child.ts", import.meta.url).href;
const FLAGS = [
  EXPOSE_GC,
  "--ignore-env",
  "--allow-read",
  "--allow-write=.runs",
  "--allow-sys",
  "--allow-net=localhost,127.0.0.1",
];

/** The group's members in a process of their own, and the memory of that process over time. */
export class SteadyConsumers implements AsyncDisposable {
  /** The resident set, in bytes. */
  readonly process: Sample[] = [];
  /** Heaps and buffers of the members without their garbage, in bytes. */
  readonly heaps: Sample[] = [];
  readonly #child: TellingChild<SteadyNews>;
  readonly #signal: AbortSignal;
  readonly #joined = Promise.withResolvers<void>();
  readonly #done = Promise.withResolvers<number>();

  constructor(order: MemberOrder, signal: AbortSignal) {
    this.#signal = signal;
    this.#done.promise.catch(() => {});
    this.#joined.promise.catch(() => {});
    this.#child = new TellingChild<SteadyNews>({
      entry: CHILD,
      flags: FLAGS,
      argument: JSON.stringify(order),
      onNews: (news) => this.#hear(news),
      onSilence: () => this.#fail("it said no more"),
    });
  }

  /** Resolves when all members have their partitions. */
  joined(): Promise<void> {
    return abortable(this.#joined.promise, this.#signal);
  }

  /** How many records were processed, once that is all. */
  done(): Promise<number> {
    return abortable(this.#done.promise, this.#signal);
  }

  #hear(news: SteadyNews): void {
    if (news.kind === "joined") this.#joined.resolve();
    else if (news.kind === "done") this.#done.resolve(news.records);
    else if (news.kind === "failed") this.#fail(news.message);
    else {
      const atMs = performance.now();
      this.process.push({ atMs, value: news.processBytes });
      this.heaps.push({ atMs, value: news.heapBytes });
    }
  }

  #fail(why: string): void {
    const error = new WorkshopError(`The consumers' process ended early: ${why}`, {
      code: "BENCH_CLIENT_FAILED",
    });
    this.#joined.reject(error);
    this.#done.reject(error);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child[Symbol.asyncDispose]();
  }
}
