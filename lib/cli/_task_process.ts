const FLAGS = ["--quiet", "--frozen", "--no-prompt", "--allow-net", "--allow-read", "--allow-env"];
const decoder = new TextDecoder();

/** How a task ended. */
export interface Ended {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** A task of `lib/cli` as a process of its own, against the cluster at `servers`. */
export class TaskProcess {
  readonly #task: string;
  readonly #servers: string;
  readonly #env: Readonly<Record<string, string>>;

  constructor(task: string, servers: string, env: Readonly<Record<string, string>> = {}) {
    this.#task = task;
    this.#servers = servers;
    this.#env = env;
  }

  /** Starts it; its input and output are pipes. */
  start(...args: string[]): Deno.ChildProcess {
    return new Deno.Command("deno", {
      args: ["run", "--no-check", ...FLAGS, `lib/cli/${this.#task}.ts`, ...args],
      env: { KAFKA_BOOTSTRAP_SERVERS: this.#servers, NO_COLOR: "1", ...this.#env },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  }

  /** Runs it to its end with this input. */
  async feed(input: string | Uint8Array<ArrayBuffer>, ...args: string[]): Promise<Ended> {
    const child = this.start(...args);
    const ending = child.output();
    const fed = new Response(input).body!.pipeTo(child.stdin).catch(() => {});
    const { code, stdout, stderr } = await ending;
    await fed;
    return { code, output: decoder.decode(stdout), errors: decoder.decode(stderr) };
  }

  /** Runs it to its end without input. */
  run(...args: string[]): Promise<Ended> {
    return this.feed("", ...args);
  }

  /** What it prints with `--json`. */
  async json<T>(...args: string[]): Promise<T> {
    const { output, errors, code } = await this.run(...args, "--json");
    if (code === 0) return JSON.parse(output);
    throw new Error(`Exit code ${code}: ${errors}`);
  }
}

/** Lines that do not fit a terminal of 80 columns. */
export function tooWide(output: string): string[] {
  return output.split("\n").filter((line) => [...line].length > 80);
}
