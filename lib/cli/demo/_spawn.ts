import type { DemoOutcome } from "./run.ts";

/** A demo in a process of its own, as a person would start it, on ports of its own. */
export class SpawnedDemo {
  readonly #child: Deno.ChildProcess;
  readonly #output: Promise<Deno.CommandOutput>;

  constructor(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    this.#child = new Deno.Command("deno", {
      args: [...permissions(), "lib/cli/demo.ts", "--json", ...args],
      env: { DASHBOARD_PORT: "0", METRICS_PORT: "0", NO_COLOR: "1", ...environment },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const [watched, kept] = this.#child.stderr.tee();
    this.#watched = watched.pipeThrough(new TextDecoderStream());
    this.#output = this.#collect(kept);
  }

  readonly #watched: ReadableStream<string>;

  /** Resolves with what the process has printed when it is ready. */
  async ready(): Promise<string> {
    let seen = "";
    for await (const text of this.#watched) {
      seen += text;
      if (/\n {6}logs .*\n/.test(seen)) return seen;
    }
    throw new Error(`The demo ended before it was ready:\n${seen}`);
  }

  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** The end of the process, and its ledger if it printed one. */
  async end(): Promise<{ code: number; errors: string; outcome: DemoOutcome | undefined }> {
    const { code, stdout, stderr } = await this.#output;
    const line = new TextDecoder().decode(stdout).trim();
    return {
      code,
      errors: new TextDecoder().decode(stderr),
      outcome: line === "" ? undefined : JSON.parse(line),
    };
  }

  async #collect(stderr: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<Deno.CommandOutput> {
    const [out, err, status] = await Promise.all([
      new Response(this.#child.stdout).bytes(),
      new Response(stderr).bytes(),
      this.#child.status,
    ]);
    return { ...status, stdout: out, stderr: err };
  }
}

function permissions(): string[] {
  return [
    "run",
    "--quiet",
    "--frozen",
    "--no-prompt",
    "--allow-net=localhost,127.0.0.1",
    "--allow-read",
    "--allow-write=.runs,logs",
    "--allow-env",
    "--allow-sys",
  ];
}
