import { waitFor } from "../../core/mod.ts";

const COMMAND = [
  "run",
  "--quiet",
  "--frozen",
  "--no-prompt",
  "--allow-net=localhost,127.0.0.1",
  "--allow-read",
  "--allow-write=.",
  "--allow-env",
  "--allow-sys",
  "lib/cli/consume.ts",
  "random_events",
];

/** `deno task consume random_events` in a process of its own, with all that it says. */
export class ConsumeChild implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #ended: Promise<unknown>;
  #output = "";

  constructor(env: Readonly<Record<string, string>>) {
    this.#child = new Deno.Command("deno", {
      args: COMMAND,
      env: { NO_COLOR: "1", LOG_LEVEL: "DEBUG", ...env },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const collect = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
      for await (const text of stream.pipeThrough(new TextDecoderStream())) this.#output += text;
    };
    this.#ended = Promise.all([collect(this.#child.stdout), collect(this.#child.stderr)]);
  }

  /** Standard output and errors so far. */
  get output(): string {
    return this.#output;
  }

  /** Waits until it has said something; gives the match. */
  async said(text: RegExp): Promise<RegExpExecArray> {
    return await waitFor(() => text.exec(this.#output), {
      what: `the consumer to say ${text}; it said:\n${this.#output}`,
      timeoutMs: 60_000,
    });
  }

  /** Waits for its end, or brings it about. */
  async end(signal?: Deno.Signal): Promise<number> {
    if (signal !== undefined) this.#child.kill(signal);
    const { code } = await this.#child.status;
    await this.#ended;
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
    await this.end();
  }
}
