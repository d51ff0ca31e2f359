import { abortable, WorkshopError } from "../../../core/mod.ts";
import type { Sample } from "../slope.ts";
import type { MemberOrder } from "./orders.ts";

/** What the consumers' process tells, one line each. */
export type SteadyNews =
  | { readonly kind: "joined" }
  | { readonly kind: "memory"; readonly processBytes: number; readonly heapBytes: number }
  | { readonly kind: "done"; readonly records: number }
  | { readonly kind: "failed"; readonly message: string };

const CHILD = new URL("./steady_child.ts", import.meta.url).href;
const FLAGS = [
  // What lives is what may leak; garbage comes and goes.
  "--v8-flags=--expose-gc",
  "--no-prompt",
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
  readonly #child: Deno.ChildProcess;
  readonly #signal: AbortSignal;
  readonly #joined = Promise.withResolvers<void>();
  readonly #done = Promise.withResolvers<number>();
  readonly #reading: Promise<void>;

  constructor(order: MemberOrder, signal: AbortSignal) {
    this.#signal = signal;
    this.#child = new Deno.Command("deno", {
      args: ["run", "--quiet", ...FLAGS, CHILD, JSON.stringify(order)],
      stdin: "null",
      stdout: "piped",
    }).spawn();
    this.#done.promise.catch(() => {});
    this.#joined.promise.catch(() => {});
    this.#reading = this.#read();
  }

  /** Resolves when all members have their partitions. */
  joined(): Promise<void> {
    return abortable(this.#joined.promise, this.#signal);
  }

  /** How many records were processed, once that is all. */
  done(): Promise<number> {
    return abortable(this.#done.promise, this.#signal);
  }

  async #read(): Promise<void> {
    let rest = "";
    for await (const text of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      for (const line of lines) this.#hear(JSON.parse(line));
    }
    this.#fail("it said no more");
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
    try {
      this.#child.kill("SIGKILL");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // it has ended already
    }
    await this.#reading;
    await this.#child.status;
  }
}
