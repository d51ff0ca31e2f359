import { waitFor } from "../../core/mod.ts";

/** Only ends what hangs: a client that takes a second alone takes a minute on a busy machine. */
const PATIENCE_MS = 240_000;
/** How long a client may take to close what nobody looks at any more, in milliseconds. */
const CLOSE_MS = 15_000;

/** How a client is run. */
export interface ClientRunOptions {
  /** What it reads; without it its input is empty. */
  readonly stdin?: string | Uint8Array;
  /** The longest it may take, in milliseconds. @default {240000} */
  readonly timeoutMs?: number;
}

/** Runs a client to its end and gives what it printed; a failure tells all that it said. */
export async function runClient(
  program: string,
  args: readonly string[],
  { stdin, timeoutMs = PATIENCE_MS }: ClientRunOptions = {},
): Promise<string> {
  const child = new Deno.Command(program, {
    args: [...args],
    stdin: stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
  const [{ code, stdout, stderr }] = await Promise.all([
    child.output(),
    stdin === undefined ? undefined : feed(child, stdin),
  ]).finally(() => clearTimeout(timer));
  const decoder = new TextDecoder();
  if (code === 0) return decoder.decode(stdout);
  throw new Error(
    `${program} ended with ${code}: ${args.join(" ")}\n` +
      `${decoder.decode(stderr).slice(-4_000)}\n${decoder.decode(stdout).slice(-2_000)}`,
  );
}

async function feed(child: Deno.ChildProcess, stdin: string | Uint8Array): Promise<void> {
  const writer = child.stdin.getWriter();
  const bytes = typeof stdin === "string" ? new TextEncoder().encode(stdin) : stdin;
  // A client that ends early says why by its exit code, not by a pipe that broke.
  await writer.write(bytes).then(() => writer.close()).catch(() => {});
}

/** A client that runs for a while and tells by lines what it does. */
export class LiveClient implements AsyncDisposable {
  /** What it has printed so far. */
  readonly lines: string[] = [];
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #outputs: Promise<void>[];
  #errors = "";
  #ended = false;

  constructor(program: string, args: readonly string[]) {
    this.#child = new Deno.Command(program, {
      args: [...args],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#writer = this.#child.stdin.getWriter();
    this.#outputs = [this.#readLines(), this.#readErrors()];
  }

  async #readLines(): Promise<void> {
    let rest = "";
    for await (const text of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      this.lines.push(...lines);
    }
    this.#ended = true;
  }

  async #readErrors(): Promise<void> {
    for await (const text of this.#child.stderr.pipeThrough(new TextDecoderStream())) {
      this.#errors = (this.#errors + text).slice(-4_000);
    }
  }

  /** Writes a line to its input. */
  async write(line: string): Promise<void> {
    await this.#writer.write(new TextEncoder().encode(`${line}\n`));
  }

  /** The first line, from the given one on, that is looked for. */
  async line(
    what: string,
    matches: (line: string) => boolean,
    { from = 0, timeoutMs = PATIENCE_MS }: { from?: number; timeoutMs?: number } = {},
  ): Promise<string> {
    const seen = () => this.lines.slice(from).find(matches);
    try {
      await waitFor(() => seen() !== undefined || this.#ended, { what, timeoutMs, intervalMs: 5 });
    } catch (error) {
      throw new Error(`No ${what} in time: ${this.#told()}`, { cause: error });
    }
    const line = seen();
    if (line === undefined) throw new Error(`It ended without ${what}: ${this.#told()}`);
    return line;
  }

  /** Waits until it has complained in such words. */
  async complaint(text: string): Promise<void> {
    const heard = () => this.#errors.includes(text);
    const wait = { what: text, timeoutMs: PATIENCE_MS, intervalMs: 5 };
    await waitFor(() => heard() || this.#ended, wait).catch(() => false);
    await (this.#ended ? this.#outputs[1] : undefined);
    if (!heard()) throw new Error(`It never said "${text}": ${this.#told()}`);
  }

  #told(): string {
    return `${this.#errors}\n${this.lines.slice(-20).join("\n")}`;
  }

  /** Sends a signal and waits for the end; a client that stays is killed. */
  async end(signal?: Deno.Signal, timeoutMs = PATIENCE_MS): Promise<Deno.CommandStatus> {
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), timeoutMs);
    if (signal !== undefined && !this.#ended) this.#child.kill(signal);
    await this.#writer.close().catch(() => {});
    const status = await this.#child.status;
    clearTimeout(timer);
    await Promise.all(this.#outputs);
    return status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end(undefined, CLOSE_MS);
  }
}
