import { waitFor } from "../../core/mod.ts";
import type { ProjectTask } from "./project_tasks.ts";
import { firstDifference, type SampleRun } from "./sample_runs.ts";

const TIMEOUT_MS = 180_000;

/** A command of a page while it runs. */
export class SampleProcess implements AsyncDisposable {
  readonly #run: SampleRun;
  readonly #child: Deno.ChildProcess;
  readonly #output: string[] = [];
  readonly #log: string[] = [];
  readonly #read: Promise<unknown>;
  #ended = false;

  /** Starts it as its task would be, with the task's permissions. */
  constructor(run: SampleRun, task: ProjectTask, env: Readonly<Record<string, string>>) {
    this.#run = run;
    const [program, ...args] = [...task.command.split(" "), ...run.args];
    this.#child = new Deno.Command(program!, {
      args,
      env: { ...env, ...run.variables, NO_COLOR: "1", LOG_FORMAT: "text" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#read = Promise.all([
      readLines(this.#child.stdout, this.#output),
      readLines(this.#child.stderr, this.#log),
      this.#child.status.then(() => this.#ended = true),
    ]);
  }

  /** Resolves when it has printed what is shown up to its end, or up to Ctrl-C. */
  async printed(): Promise<void> {
    const { lines, shown } = this.#run;
    const difference = () => firstDifference(lines, { output: this.#output, log: this.#log });
    await waitFor(() => this.#ended || difference() === undefined, {
      what: `the lines of ${shown}`,
      timeoutMs: TIMEOUT_MS,
    }).catch((cause) => {
      throw new Error(this.#story(difference() ?? ""), { cause });
    });
  }

  /** Lets it end, by Ctrl-C where the page shows that; throws what differs from what is shown. */
  async end(): Promise<void> {
    const { lines, afterStop } = this.#run;
    if (afterStop !== undefined && !this.#ended) this.#child.kill("SIGINT");
    await this.#read;
    const { code } = await this.#child.status;
    const shown = [...lines, ...afterStop ?? []];
    const difference = firstDifference(shown, { output: this.#output, log: this.#log });
    if (code !== 0) throw new Error(this.#story(`exit code ${code}`));
    if (difference !== undefined) throw new Error(this.#story(difference));
  }

  #story(what: string): string {
    const all = [...this.#output, ...this.#log].join("\n");
    return `${this.#run.shown}: ${what}\nIt printed:\n${all}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#ended) this.#child.kill("SIGKILL");
    await this.#read;
  }
}

async function readLines(stream: ReadableStream<Uint8Array>, lines: string[]): Promise<void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split("\n");
    rest = parts.pop()!;
    lines.push(...parts.filter((line) => line !== ""));
  }
  if (rest !== "") lines.push(rest);
}
