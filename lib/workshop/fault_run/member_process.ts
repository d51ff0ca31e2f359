import { withDeadline, WorkshopError } from "../../core/mod.ts";
import type { HistoryEvent } from "../history/mod.ts";
import { commandLine, heardFrom } from "./member/member_lines.ts";
import type { MemberCommand, MemberOrder, MemberReport } from "./member/messages.ts";

/** How a member is started. */
export interface MemberProcessOptions {
  /** The program that runs it. */
  readonly entry: URL;
  readonly order: MemberOrder;
  /** Hears of what happened in it. */
  readonly onEvent: (event: HistoryEvent) => void;
  /** Hears what else it says. */
  readonly onReport: (report: MemberReport) => void;
}

/** How a process ended. */
export interface MemberEnd {
  readonly code: number;
  readonly signal: Deno.Signal | null;
}

const FLAGS = [
  "run",
  "--quiet",
  "--no-prompt",
  "--cached-only",
  "--ignore-env",
  "--allow-read",
  "--allow-write=.runs",
  "--allow-net=localhost,127.0.0.1",
];
const START_MS = 30_000;

/** A member of the pipeline in a process of its own, which can be stopped, frozen and killed. */
export class MemberProcess {
  readonly name: string;
  /** Resolves when it has joined its group. */
  readonly ready: Promise<void>;
  /** Resolves when the process is gone and all that it said was heard. */
  readonly ended: Promise<MemberEnd>;
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  #running = true;
  #lastLine = "it said nothing";

  private constructor(options: MemberProcessOptions, child: Deno.ChildProcess) {
    this.name = options.order.name;
    this.#child = child;
    this.#writer = child.stdin.getWriter();
    this.#writer.closed.catch(() => {});
    const joined = Promise.withResolvers<void>();
    joined.promise.catch(() => {});
    const heard = this.#listen(options, joined.resolve);
    this.ended = Promise.all([child.status, heard]).then(([{ code, signal }]) => {
      this.#running = false;
      joined.reject(
        new WorkshopError(
          `Member ${this.name} ended with code ${code} before it had joined: ${this.#lastLine}`,
          { code: "START_FAILED" },
        ),
      );
      this.#writer.close().catch(() => {});
      return { code, signal };
    });
    this.ready = withDeadline(joined.promise, {
      what: `the start of member ${this.name}`,
      timeoutMs: START_MS,
    });
    this.ready.catch(() => {});
  }

  /** Starts one; await {@link ready} for its joining. */
  static start(options: MemberProcessOptions): MemberProcess {
    const child = new Deno.Command("deno", {
      args: [...FLAGS, options.entry.href],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const member = new MemberProcess(options, child);
    member.#send(options.order);
    return member;
  }

  async #listen(options: MemberProcessOptions, onReady: () => void): Promise<void> {
    for await (const heard of heardFrom(this.#child.stdout)) {
      if ("t" in heard) options.onEvent(heard);
      else if (heard.say === "ready") onReady();
      else options.onReport(heard);
      if ("say" in heard && heard.say === "line") this.#lastLine = heard.text;
    }
  }

  /** Whether the process is there; a frozen one is. */
  get running(): boolean {
    return this.#running;
  }

  /** Tells it something; one that is gone does not hear it. */
  tell(command: MemberCommand): void {
    this.#send(command);
  }

  #send(line: MemberOrder | MemberCommand): void {
    if (this.#running) this.#writer.write(commandLine(line)).catch(() => {});
  }

  /** Sends a signal; one that is gone does not get it. */
  signal(signal: Deno.Signal): void {
    try {
      this.#child.kill(signal);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // it has ended already
    }
  }

  /** Asks it to end: it finishes what it works on, commits and leaves. */
  stop(): Promise<MemberEnd> {
    if (Deno.build.os === "windows") this.tell({ tell: "stop" });
    else this.signal("SIGTERM");
    return this.ended;
  }

  /** Ends it at once. */
  kill(): Promise<MemberEnd> {
    this.signal("SIGKILL");
    return this.ended;
  }
}
