import { InconclusiveError, withDeadline } from "../core/mod.ts";
import type { Report, Request, Startup } from "./subject/messages.ts";
import { shortPath, SubjectFailure } from "./subject_failure.ts";

/** What the process of learner code may do. */
export interface SubjectLimits {
  /** The file URL of the task. */
  readonly task: string;
  /** Files and folders that the task may import beside itself. @default {[]} */
  readonly mayRead?: readonly string[];
  /** `host:port` addresses that it may dial. @default {[]} */
  readonly mayDial?: readonly string[];
  /** Whether clients will be opened in it. @default {false} */
  readonly live?: boolean;
  /** Heap that V8 gives it, in MiB. @default {128} */
  readonly heapLimitMiB?: number;
  /** Memory in all, buffers included, in MiB. @default {512} */
  readonly memoryLimitMiB?: number;
  /** How many times as fast timers run that the task sets. @default {1} */
  readonly timerPace?: number;
}

/** What the process may do, and who is told what it says. */
export interface SubjectProcessOptions extends SubjectLimits {
  /** Called for each report of our runner. */
  readonly onReport: (report: Report) => void;
  /** Called when the process ended although nobody had asked it to. */
  readonly onEnd: (failure: SubjectFailure) => void;
}

const KEPT_OUTPUT_BYTES = 64 * 1024;
const OUTPUT_LIMIT_BYTES = 4 * 1024 * 1024;
const LONGEST_LINE = 32 * 1024 * 1024;
const GOODBYE_MS = 1500;
/** Within the time of a check. */
const START_LIMIT_MS = 45_000;
const RUNNER = new URL("./subject/runner.ts", import.meta.url);
const ROOT = new URL("../../", import.meta.url);

/** A child Deno with our runner in it, and the loopback socket over which the two talk. */
export class SubjectProcess {
  readonly #options: SubjectProcessOptions;
  readonly #nonce = crypto.randomUUID();
  readonly #connections = new Set<Deno.TcpConn>();
  readonly #reading: Promise<void>[] = [];
  #listener: Deno.TcpListener | undefined;
  #child: Deno.ChildProcess | undefined;
  #main = Promise.withResolvers<Deno.TcpConn>();
  readonly #started = Promise.withResolvers<void>();
  /** The connection of a runner that has loaded the task. */
  #ready: Deno.TcpConn | undefined;
  #output = "";
  #outputBytes = 0;
  #closing = false;

  constructor(options: SubjectProcessOptions) {
    this.#options = options;
    this.#main.promise.catch(() => {});
  }

  /** What it printed, both streams, cut to its first 64 KiB. */
  get output(): string {
    return this.#output;
  }

  /**
   * Resolves when the task is about to be loaded, or the process has ended.
   *
   * @throws {InconclusiveError} when the machine takes too long for that, which is not the task's doing
   */
  async start(): Promise<void> {
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = this.#listener.addr;
    this.#child = this.#spawn(port);
    this.#reading.push(this.#accept(this.#listener), this.#watch(this.#child));
    const startup: Startup = {
      port,
      nonce: this.#nonce,
      task: this.#options.task,
      live: this.#options.live ?? false,
      memoryLimitBytes: (this.#options.memoryLimitMiB ?? 512) * 1024 * 1024,
      timerPace: this.#options.timerPace ?? 1,
    };
    const writer = this.#child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(`${JSON.stringify(startup)}\n`));
    await writer.close();
    const limit = { what: "starting a process", timeoutMs: START_LIMIT_MS };
    await withDeadline(Promise.race([this.#started.promise, this.#child.status]), limit)
      .catch((cause) => {
        throw new InconclusiveError(
          `No process was ready for your code within ${
            START_LIMIT_MS / 1000
          } s: the machine is too busy`,
          "End what else computes here, then try again",
          cause,
        );
      });
  }

  #spawn(port: number): Deno.ChildProcess {
    const { task, mayRead = [], mayDial = [], heapLimitMiB = 128 } = this.#options;
    const dial = [`127.0.0.1:${port}`, ...mayDial];
    const read = [new URL(task).pathname, ...mayRead.map((path) => new URL(path, ROOT).pathname)];
    return new Deno.Command("deno", {
      args: [
        "run",
        "--quiet",
        "--no-prompt",
        "--cached-only",
        "--ignore-env",
        `--allow-net=${dial.join(",")}`,
        `--allow-read=${read.map(systemPath).join(",")}`,
        `--v8-flags=--max-old-space-size=${heapLimitMiB}`,
        RUNNER.href,
      ],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      env: { NO_COLOR: "1" },
    }).spawn();
  }

  /** @throws when the process is gone */
  async send(request: Request): Promise<void> {
    const connection = await this.#main.promise;
    const bytes = new TextEncoder().encode(`${JSON.stringify(request)}\n`);
    for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
  }

  /** Ends it at once. */
  async kill(): Promise<void> {
    this.#closing = true;
    this.#signal();
    await this.#child?.status;
  }

  /** Lets it close its clients, then ends it. */
  async close(): Promise<void> {
    const dead = this.#closing;
    this.#closing = true;
    const connection = this.#ready;
    if (this.#options.live && !dead && connection) await this.#sayGoodbye(connection);
    this.#signal();
    this.#listener?.close();
    this.#listener = undefined;
    await this.#child?.status;
    await Promise.all(this.#reading);
  }

  async #sayGoodbye(connection: Deno.TcpConn): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, GOODBYE_MS);
    await connection.closeWrite().catch(() => {});
    await Promise.race([this.#child?.status, late]);
    clearTimeout(timer);
  }

  #signal(): void {
    try {
      this.#child?.kill("SIGKILL");
    } catch {
      // It ended by itself.
    }
  }

  async #accept(listener: Deno.TcpListener): Promise<void> {
    const reading: Promise<void>[] = [];
    try {
      for await (const connection of listener) {
        this.#connections.add(connection);
        reading.push(this.#read(connection));
      }
    } catch {
      // The listener was closed.
    }
    for (const connection of this.#connections) {
      try {
        connection.close();
      } catch {
        // The other side did.
      }
    }
    await Promise.all(reading);
  }

  async #read(connection: Deno.TcpConn): Promise<void> {
    const decoder = new TextDecoder();
    const buffer = new Uint8Array(64 * 1024);
    let rest = "";
    try {
      for (let size; (size = await connection.read(buffer)) !== null;) {
        const [end = "", ...lines] = decoder.decode(buffer.subarray(0, size), { stream: true })
          .split("\n");
        rest += end;
        for (const next of lines) {
          this.#take(rest, connection);
          rest = next;
        }
        // Our runner says nothing as long as this: somebody else dials here.
        if (rest.length > LONGEST_LINE) break;
      }
    } catch {
      // A killed process resets its sockets.
    }
  }

  #take(line: string, connection: Deno.TcpConn): void {
    let report: Report;
    try {
      report = JSON.parse(line) as Report;
    } catch {
      return;
    }
    if (report?.nonce !== this.#nonce) return;
    if (report.type === "started") this.#started.resolve();
    if (report.type === "ready") {
      this.#ready = connection;
      this.#main.resolve(connection);
    }
    this.#options.onReport(report);
  }

  async #watch(child: Deno.ChildProcess): Promise<void> {
    await Promise.all([this.#drain(child.stdout), this.#drain(child.stderr)]);
    const status = await child.status;
    this.#main.reject(new Error("The process is gone"));
    if (!this.#closing) this.#options.onEnd(this.#endOf(status));
  }

  async #drain(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      const before = this.#outputBytes;
      this.#outputBytes += chunk.length;
      const kept = chunk.subarray(0, Math.max(0, KEPT_OUTPUT_BYTES - before));
      this.#output += decoder.decode(kept, { stream: true });
      if (before <= OUTPUT_LIMIT_BYTES && this.#outputBytes > OUTPUT_LIMIT_BYTES) {
        this.#options.onEnd(
          new SubjectFailure(
            "flood of output",
            `${this.#name} printed more than ${OUTPUT_LIMIT_BYTES / 1024 / 1024} MiB: look for a ` +
              `loop that prints`,
          ),
        );
      }
    }
  }

  get #name(): string {
    return shortPath(this.#options.task);
  }

  #endOf(status: Deno.CommandStatus): SubjectFailure {
    if (/out of memory/i.test(this.#output)) {
      const limit = this.#options.heapLimitMiB ?? 128;
      return new SubjectFailure(
        "out of memory",
        `${this.#name} needed more than ${limit} MiB of heap: look for something that only grows`,
      );
    }
    const how = status.signal === null ? `with exit code ${status.code}` : `by ${status.signal}`;
    return new SubjectFailure(
      "process ended",
      `${this.#name} ended its process ${how} before it was done: it must return or throw, never exit`,
    );
  }
}

function systemPath(path: string): string {
  const decoded = decodeURIComponent(path);
  return Deno.build.os === "windows" ? decoded.replace(/^\/(\w:)/, "$1") : decoded;
}
