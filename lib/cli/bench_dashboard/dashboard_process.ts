import { abortable, WorkshopError } from "../../core/mod.ts";
import type { Sample } from "../bench/slope.ts";

/** What the dashboard's process tells, one line each. */
export type DashboardNews =
  | { readonly kind: "open"; readonly url: string }
  | {
    readonly kind: "sample";
    readonly cpuSeconds: number;
    readonly processBytes: number;
    readonly heapBytes: number;
  }
  | { readonly kind: "failed"; readonly message: string };

const CHILD = new URL("./dashboard_child.ts", import.meta.url).href;
const FLAGS = [
  "--v8-flags=--expose-gc",
  "--no-prompt",
  "--ignore-env",
  "--allow-read",
  "--allow-sys",
  "--allow-net=localhost,127.0.0.1",
];

/** A dashboard in a process of its own, and what it uses over time. */
export class DashboardProcess implements AsyncDisposable {
  /** Processor time so far, in seconds. */
  readonly cpu: Sample[] = [];
  /** The resident set, in bytes. */
  readonly process: Sample[] = [];
  /** Its heap and buffers without garbage, in bytes. */
  readonly heap: Sample[] = [];
  readonly #child: Deno.ChildProcess;
  readonly #signal: AbortSignal;
  readonly #url = Promise.withResolvers<string>();
  readonly #reading: Promise<void>;

  constructor(servers: string, signal: AbortSignal) {
    this.#signal = signal;
    this.#child = new Deno.Command("deno", {
      args: ["run", "--quiet", "--frozen", ...FLAGS, CHILD, servers],
      stdin: "null",
      stdout: "piped",
    }).spawn();
    this.#url.promise.catch(() => {});
    this.#reading = this.#read();
  }

  /** Its address, once it is open. @throws {WorkshopError} code `DASHBOARD_FAILED` */
  url(): Promise<string> {
    return abortable(this.#url.promise, this.#signal);
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

  #hear(news: DashboardNews): void {
    if (news.kind === "open") return this.#url.resolve(news.url);
    if (news.kind === "failed") return this.#fail(news.message);
    const atMs = performance.now();
    this.cpu.push({ atMs, value: news.cpuSeconds });
    this.process.push({ atMs, value: news.processBytes });
    this.heap.push({ atMs, value: news.heapBytes });
  }

  #fail(why: string): void {
    const message = `The dashboard's process ended early: ${why}`;
    this.#url.reject(new WorkshopError(message, { code: "DASHBOARD_FAILED" }));
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
