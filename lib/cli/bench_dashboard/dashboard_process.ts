import { abortable, WorkshopError } from "../../core/mod.ts";
import { EXPOSE_GC, TellingChild } from "../bench/telling_child.ts";
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
  EXPOSE_GC,
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
  readonly #child: TellingChild<DashboardNews>;
  readonly #signal: AbortSignal;
  readonly #url = Promise.withResolvers<string>();

  constructor(servers: string, signal: AbortSignal) {
    this.#signal = signal;
    this.#url.promise.catch(() => {});
    this.#child = new TellingChild<DashboardNews>({
      entry: CHILD,
      flags: FLAGS,
      argument: servers,
      onNews: (news) => this.#hear(news),
      onSilence: () => this.#fail("it said no more"),
    });
  }

  /** Its address, once it is open. @throws {WorkshopError} code `DASHBOARD_FAILED` */
  url(): Promise<string> {
    return abortable(this.#url.promise, this.#signal);
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
    await this.#child[Symbol.asyncDispose]();
  }
}
