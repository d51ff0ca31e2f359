import { messageOf, WorkshopError } from "../core/mod.ts";
import type { LiveKind, LiveOptions } from "./subject/live.ts";
import type { EncodedOutcome, Exported, Report, Request } from "./subject/messages.ts";
import { decode, encode, type Encoded, LiveHandle } from "./subject/wire.ts";
import type { Outcome, ThrownError } from "./subject_outcome.ts";
import { type SubjectLimits, SubjectProcess } from "./subject_process.ts";
import {
  loadFailure,
  memoryFailure,
  missingFailure,
  shortPath,
  strayFailure,
  SubjectFailure,
  tamperingFailure,
  throwFailure,
  timeFailure,
  unsendableFailure,
} from "./subject_failure.ts";

/** How learner code is started. */
export interface SubjectOptions extends SubjectLimits {
  /** Longest time of one request, in milliseconds. @default {5000} */
  readonly timeLimitMs?: number;
}

interface Pending {
  readonly what: string;
  readonly limitMs: number;
  resolve(report: Report): void;
  reject(failure: unknown): void;
  timer?: ReturnType<typeof setTimeout>;
}

const LOAD_LIMIT_MS = 15_000;
const PING_LIMIT_MS = 500;
const LOADING = 0;

/**
 * Learner code in a process of its own. It is the only way in which this project runs any: narrow
 * permissions, a limit for memory, time and output, and a report that only our runner can give.
 */
export class Subject implements AsyncDisposable {
  readonly #process: SubjectProcess;
  readonly #options: SubjectOptions;
  readonly #pending = new Map<number, Pending>();
  readonly #functions: ((...args: never[]) => unknown)[] = [];
  #exported: Exported = { functions: [], others: [] };
  #failure: SubjectFailure | undefined;
  #lastId = LOADING;

  private constructor(options: SubjectOptions) {
    this.#options = options;
    this.#process = new SubjectProcess({
      ...options,
      onReport: (report) => this.#onReport(report),
      onEnd: (failure) => this.#fail(failure),
    });
  }

  /**
   * Starts a process and loads the task in it.
   *
   * @throws {SubjectFailure} when the task can't be loaded
   */
  static async start(options: SubjectOptions): Promise<Subject> {
    const subject = new Subject(options);
    try {
      const ready = await subject.#await(LOADING, "loading the task", LOAD_LIMIT_MS, () => {
        return subject.#process.start();
      });
      if (ready.type === "unloadable") {
        throw loadFailure(subject.#task, decode(ready.error) as Error);
      }
      if (ready.type === "ready") subject.#exported = ready.exported;
      return subject;
    } catch (error) {
      await subject[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The names of the functions that the task exports. */
  get exports(): readonly string[] {
    return this.#exported.functions;
  }

  /** Why it can't be asked any more; `undefined` while all is well. */
  get failure(): SubjectFailure | undefined {
    return this.#failure;
  }

  /** What the task printed so far, cut to its first 64 KiB. */
  get output(): string {
    return this.#process.output;
  }

  /** The task's file, as the learner knows it: `tasks/01_first_record.ts`. */
  get name(): string {
    return shortPath(this.#task);
  }

  get #task(): string {
    return this.#options.task;
  }

  /**
   * Calls an exported function and gives what it did. Arguments may hold plain data, bigint, bytes,
   * dates, maps, sets, errors, clients of {@link open} and functions, which are called here.
   *
   * @throws {SubjectFailure} when it hangs, ends its process, or does other such things
   */
  async outcome(name: string, args: readonly unknown[]): Promise<Outcome> {
    return (await this.outcomes(name, [args]))[0]!;
  }

  /** {@link outcome} for many calls, made one after another; the time limit is for all of them. */
  async outcomes(name: string, calls: readonly (readonly unknown[])[]): Promise<Outcome[]> {
    if (this.#failure === undefined && !this.exports.includes(name)) {
      throw missingFailure(this.#task, name, this.#exported);
    }
    const id = ++this.#lastId;
    const encoded = calls.map((args) => this.#encode(args));
    const report = await this.#request(`${name}()`, { type: "call", id, name, calls: encoded });
    if (report.type !== "results") throw new TypeError(`Unexpected report ${report.type}`);
    return report.outcomes.map((outcome) => this.#decodeOutcome(name, outcome));
  }

  /**
   * Calls an exported function that must not throw, and gives what it returned.
   *
   * @throws {SubjectFailure} also when it throws
   */
  async call(name: string, args: readonly unknown[]): Promise<unknown> {
    return this.valueOf(name, await this.outcome(name, args));
  }

  /** What was returned. @throws {SubjectFailure} when it threw instead */
  valueOf(name: string, outcome: Outcome): unknown {
    if (outcome.outcome === "returned") return outcome.value;
    throw throwFailure(this.#task, name, outcome.error);
  }

  /** Opens a client of ours in the learner's process; hand the handle over as an argument. */
  async open<K extends LiveKind>(kind: K, options: LiveOptions[K]): Promise<LiveHandle> {
    const id = ++this.#lastId;
    const request = { type: "open", id, kind, options: this.#encode(options) } as const;
    const report = await this.#request(`opening the ${kind}`, request);
    if (report.type === "opened") return new LiveHandle(report.live);
    const cause = report.type === "not-opened" ? decode(report.error) : undefined;
    const message = `No ${kind} could be opened for the task: ${messageOf(cause)}`;
    throw new WorkshopError(message, { code: "CLIENT_NOT_OPENED", cause });
  }

  /**
   * Resolves when the process has come to rest: what its code had asked for by now, without waiting
   * for any answer, has arrived.
   */
  async rest(): Promise<void> {
    const id = ++this.#lastId;
    await this.#request("coming to rest", { type: "ping", id });
  }

  /** Ends the process at once, as `kill -9` would; nothing in it can react. */
  async kill(): Promise<void> {
    this.#fail(new SubjectFailure("killed by the harness", `${this.name} was killed on purpose`));
    await this.#process.kill();
  }

  /** Ends the process: its clients are closed if that is done soon. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process.close();
    for (const pending of this.#pending.values()) clearTimeout(pending.timer);
    this.#pending.clear();
  }

  #encode(value: unknown): Encoded {
    return encode(value, { functionId: (given) => this.#functions.push(given) - 1 });
  }

  #decodeOutcome(name: string, outcome: EncodedOutcome): Outcome {
    if (outcome.outcome === "returned") {
      return { outcome: "returned", value: this.#decodeValue(name, outcome.value) };
    }
    if (outcome.outcome === "threw") {
      return { outcome: "threw", error: decode(outcome.error) as ThrownError };
    }
    throw unsendableFailure(name, outcome.why);
  }

  #decodeValue(name: string, value: Encoded): unknown {
    try {
      return decode(value);
    } catch (error) {
      throw unsendableFailure(name, messageOf(error));
    }
  }

  #request(what: string, request: Request): Promise<Report> {
    return this.#await(request.id, what, this.#options.timeLimitMs ?? 5000, () => {
      return this.#process.send(request);
    });
  }

  #await(
    id: number,
    what: string,
    limitMs: number,
    begin: () => Promise<void>,
  ): Promise<Report> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const { promise, resolve, reject } = Promise.withResolvers<Report>();
    this.#pending.set(id, { what, limitMs, resolve, reject });
    // The time of loading begins when there is a process to load the task.
    if (id !== LOADING) this.#limitTime(id);
    begin().catch(reject);
    return promise.finally(() => {
      clearTimeout(this.#pending.get(id)?.timer);
      this.#pending.delete(id);
    });
  }

  #limitTime(id: number): void {
    const pending = this.#pending.get(id);
    if (pending) pending.timer = setTimeout(() => this.#onHalfTime(id), pending.limitMs / 2);
  }

  /** A process that answers as soon as at half time waits for something; else it is busy for ever. */
  #onHalfTime(id: number): void {
    const pending = this.#pending.get(id)!;
    const { limitMs } = pending;
    const sign = this.#signOfLife(limitMs / 2 + PING_LIMIT_MS);
    pending.timer = setTimeout(async () => {
      const tookMs = await sign ?? Infinity;
      const alive = tookMs < Infinity &&
        await this.#signOfLife(Math.max(PING_LIMIT_MS, 3 * tookMs)) !== undefined;
      if (this.#pending.has(id)) this.#fail(timeFailure(pending.what, limitMs, alive));
    }, limitMs / 2);
  }

  /** How long the process took to answer, in milliseconds; `undefined` if it did not in time. */
  async #signOfLife(limitMs: number): Promise<number | undefined> {
    const id = ++this.#lastId;
    const startMs = performance.now();
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#pending.set(id, {
      what: "ping",
      limitMs,
      resolve: () => resolve(true),
      reject: () => resolve(false),
      timer: setTimeout(() => resolve(false), limitMs),
    });
    this.#process.send({ type: "ping", id }).catch(() => resolve(false));
    const isAnswered = await promise;
    clearTimeout(this.#pending.get(id)?.timer);
    this.#pending.delete(id);
    return isAnswered ? performance.now() - startMs : undefined;
  }

  #onReport(report: Report): void {
    switch (report.type) {
      case "started":
        return this.#limitTime(LOADING);
      case "ready":
      case "unloadable":
        return this.#pending.get(LOADING)?.resolve(report);
      case "results":
      case "opened":
      case "not-opened":
      case "pong":
        return this.#pending.get(report.id)?.resolve(report);
      case "callback":
        this.#callback(report.id, report.target, report.args);
        return;
      case "stray":
        return this.#fail(strayFailure(this.#task, report.kind, decode(report.error) as Error));
      case "tampered":
        return this.#fail(tamperingFailure(this.#task, report.what));
      case "memory":
        return this.#fail(memoryFailure(this.#task, report.bytes));
    }
  }

  async #callback(id: number, target: number, args: Encoded): Promise<void> {
    let outcome: EncodedOutcome;
    try {
      const given = decode(args) as never[];
      outcome = { outcome: "returned", value: encode(await this.#functions[target]!(...given)) };
    } catch (error) {
      outcome = { outcome: "threw", error: encode(error) };
    }
    // The process may be gone by now; whoever waits for it is told by its end.
    await this.#process.send({ type: "answer", id, outcome }).catch(() => {});
  }

  #fail(failure: SubjectFailure): void {
    this.#failure ??= failure;
    for (const pending of this.#pending.values()) pending.reject(this.#failure);
    this.#process.kill();
  }
}
