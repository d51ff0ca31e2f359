/**
 * The main module of the learner's process: it loads the task with `import()`, so that all of its
 * imports obey `--allow-read`, and calls its functions as the harness asks over a loopback socket.
 *
 * @module
 */
import { type Guard, watchBuiltIns } from "./guard.ts";
import {
  type LiveKind,
  type LiveObject,
  type LiveOptions,
  openLive,
  preloadClients,
} from "./live.ts";
import type { EncodedOutcome, Report, Request, Startup } from "./messages.ts";
import { setTimerPace } from "./timer_pace.ts";
import { startWatchdog } from "./watchdog.ts";
import { decode, encode, type Encoded, type ErrorClass } from "./wire.ts";

type Body<R = Report> = R extends Report ? Omit<R, "nonce"> : never;
type Waiting = { resolve: (value: unknown) => void; reject: (error: unknown) => void };

// Taken before learner code is loaded: what it does to these names later does not change ours.
const { stringify, parse } = JSON;
const newTask = setTimeout;
const textEncoder = new TextEncoder();
const toBytes = textEncoder.encode.bind(textEncoder);

/** A longer report would keep the harness busy, not inform it. */
const LONGEST_REPORT = 16 * 1024 * 1024;

class Runner {
  readonly #nonce: string;
  readonly #write: (bytes: Uint8Array) => Promise<void>;
  readonly #live = new Map<number, LiveObject>();
  readonly #waiting = new Map<number, Waiting>();
  #errors: ReadonlyMap<string, ErrorClass> = new Map();
  #guard: Guard | undefined;
  #task: Record<string, unknown> = {};
  #lastId = 0;

  constructor(nonce: string, connection: Deno.Conn) {
    this.#nonce = nonce;
    const writer = connection.writable.getWriter();
    this.#write = writer.write.bind(writer);
  }

  async report(body: Body): Promise<void> {
    const line = stringify({ nonce: this.#nonce, ...body });
    if (line.length > LONGEST_REPORT) throw new TypeError("It is larger than 16 MiB as JSON");
    await this.#write(toBytes(`${line}\n`));
  }

  /** Reports that built-in objects were changed; nothing else that this process says counts then. */
  async #tampered(): Promise<boolean> {
    const what = this.#guard?.changed();
    if (what === undefined) return false;
    await this.report({ type: "tampered", what });
    return true;
  }

  async load(startup: Startup): Promise<void> {
    if (startup.live) this.#errors = await preloadClients();
    if (startup.timerPace !== 1) setTimerPace(startup.task, startup.timerPace);
    this.#guard = watchBuiltIns();
    await this.report({ type: "started" });
    try {
      this.#task = await import(startup.task);
      await settle();
    } catch (error) {
      return await this.report({ type: "unloadable", error: encodeThrown(error) });
    }
    if (await this.#tampered()) return;
    const names = Object.keys(this.#task);
    const isFunction = (name: string) => typeof this.#task[name] === "function";
    const others = names.filter((name) => !isFunction(name));
    const functions = names.filter(isFunction);
    await this.report({ type: "ready", exported: { functions, others } });
  }

  async handle(request: Request): Promise<void> {
    switch (request.type) {
      case "call":
        return await this.#calls(request.id, request.name, request.calls);
      case "open":
        return await this.#open(request.id, request.kind, request.options);
      case "answer":
        return this.#answered(request.id, request.outcome);
      case "ping":
        return await this.report({ type: "pong", id: request.id });
    }
  }

  async #calls(id: number, name: string, calls: readonly Encoded[]): Promise<void> {
    const outcomes: EncodedOutcome[] = [];
    for (const args of calls) outcomes.push(await this.#call(name, args));
    // A rejection that nobody handled is told before the result that it spoils.
    await settle();
    if (await this.#tampered()) return;
    try {
      await this.report({ type: "results", id, outcomes });
    } catch (error) {
      const why = (error as Error).message;
      await this.report({ type: "results", id, outcomes: [{ outcome: "unsendable", why }] });
    }
  }

  async #call(name: string, args: Encoded): Promise<EncodedOutcome> {
    const given = decode(args, {
      functionFor: (target) => (...values: unknown[]) => this.#callback(target, values),
      liveFor: (live) => this.#live.get(live)?.object,
      errorFor: (name) => this.#errors.get(name),
    }) as unknown[];
    let value: unknown;
    try {
      value = await (this.#task[name] as (...args: unknown[]) => unknown)(...given);
    } catch (error) {
      return { outcome: "threw", error: encodeThrown(error) };
    }
    try {
      return { outcome: "returned", value: encode(value) };
    } catch (error) {
      return { outcome: "unsendable", why: textOf((error as Error | undefined)?.message) };
    }
  }

  #callback(target: number, values: unknown[]): Promise<unknown> {
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#waiting.set(id, { resolve, reject });
    this.report({ type: "callback", id, target, args: encode(values) }).catch(reject);
    return promise;
  }

  #answered(id: number, outcome: EncodedOutcome): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (outcome.outcome === "returned") waiting?.resolve(decode(outcome.value));
    else if (outcome.outcome === "threw") waiting?.reject(decode(outcome.error));
    else waiting?.reject(new TypeError(outcome.why));
  }

  async #open(id: number, kind: string, encoded: Encoded): Promise<void> {
    try {
      const options = decode(encoded, {
        functionFor: (target) => (...values: unknown[]) => this.#callback(target, values),
      });
      const opened = await openLive(kind as LiveKind, options as LiveOptions[LiveKind]);
      const live = ++this.#lastId;
      this.#live.set(live, opened);
      await this.report({ type: "opened", id, live });
    } catch (error) {
      await this.report({ type: "not-opened", id, error: encodeThrown(error) });
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#live.values()].map((live) => live.close()));
  }
}

/** Whatever was thrown, it can be told: a getter or a proxy that throws in turn included. */
function encodeThrown(error: unknown): Encoded {
  try {
    if (error instanceof Error) return encode(error);
  } catch {
    return encode(new Error("An error that can't be read: a field of it throws, or holds itself"));
  }
  const name = "Thrown value that is not an Error";
  return encode(Object.assign(new Error(textOf(error)), { name }));
}

function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return "a value that has no text";
  }
}

/** Resolves when what has been thrown so far has reached the global handlers. */
function settle(): Promise<void> {
  return new Promise((resolve) => newTask(() => newTask(resolve, 0), 0));
}

/** A thread of its own would go on behind the verdict, and no guard looks into it. */
function refuseWorkers(): void {
  globalThis.Worker = class {
    constructor() {
      throw new Error("A task must not start a Worker: do the work where it is asked for");
    }
  } as unknown as typeof Worker;
}

/** Captured, and before the task is loaded: no listener of its own can keep it from being told. */
function onStray(runner: Runner): void {
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    runner.report({ type: "stray", kind: "rejection", error: encodeThrown(event.reason) });
  }, true);
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    runner.report({ type: "stray", kind: "error", error: encodeThrown(event.error) });
  }, true);
}

async function* linesOf(readable: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of readable) {
    const pieces = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = pieces.pop()!;
    yield* pieces;
  }
}

async function main(): Promise<void> {
  let text = "";
  for await (const line of linesOf(Deno.stdin.readable)) text += line;
  const startup = parse(text) as Startup;
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: startup.port });
  using _watchdog = startWatchdog(startup);
  refuseWorkers();
  const runner = new Runner(startup.nonce, connection);
  onStray(runner);
  await runner.load(startup);
  for await (const line of linesOf(connection.readable)) {
    runner.handle(parse(line) as Request);
  }
  await runner.close();
}

await main();
