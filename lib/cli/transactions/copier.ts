import { WorkshopError } from "../../core/mod.ts";
import type { ExactlyOnceStatistics } from "../../processor/mod.ts";

const CHILD = new URL("./copier_child.ts", import.meta.url).href;
const PERMISSIONS = ["--allow-net=localhost,127.0.0.1", "--ignore-env"];

/** What a copier copies. */
export interface CopierOptions {
  readonly bootstrapServers: readonly string[];
  readonly groupId: string;
  readonly from: string;
  readonly to: string;
  /** Most records of a transaction. */
  readonly transactionRecords: number;
}

/** What copiers have done, as far as they could tell it. */
export type CopierFigures = Pick<
  ExactlyOnceStatistics,
  "aborted" | "committed" | "fenced" | "failed" | "outputs" | "rebalances" | "uncertain"
>;

/** A copier in a process of its own, that can be killed. */
export class Copier {
  readonly #child: Deno.ChildProcess;
  readonly #ended: Promise<Deno.CommandStatus>;
  readonly #read: Promise<void>;
  readonly #joined = Promise.withResolvers<void>();
  #ending = false;
  #figures: CopierFigures | undefined;

  private constructor(child: Deno.ChildProcess, onCrash: (error: WorkshopError) => void) {
    this.#child = child;
    this.#read = this.#readLines();
    this.#ended = child.status;
    this.#ended.then(({ code, signal }) => {
      if (this.#ending) return;
      onCrash(
        new WorkshopError(
          `A copier that nobody ended ended with ${
            signal ?? `code ${code}`
          }: its last words stand ` +
            "above",
          { code: "COPIER_CRASHED" },
        ),
      );
    });
  }

  /** Starts one; it joins its group by itself. */
  static start(options: CopierOptions, onCrash: (error: WorkshopError) => void): Copier {
    const child = new Deno.Command("deno", {
      args: ["run", "--quiet", "--no-prompt", ...PERMISSIONS, CHILD, JSON.stringify(options)],
      stdin: "null",
      stdout: "piped",
    }).spawn();
    return new Copier(child, onCrash);
  }

  async #readLines(): Promise<void> {
    let rest = "";
    for await (const chunk of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop()!;
      for (const line of lines) this.#figures = JSON.parse(line);
      if (lines.length > 0) this.#joined.resolve();
    }
    this.#joined.resolve();
  }

  /** What it has last told of itself. */
  get figures(): CopierFigures | undefined {
    return this.#figures;
  }

  /**
   * Ends it, by SIGTERM once it has joined its group, or by SIGKILL.
   *
   * @throws {WorkshopError} code `COPIER_CRASHED` when SIGTERM does not end it with code 0
   */
  async end(how: "cleanly" | "hard"): Promise<void> {
    if (how === "cleanly") await this.#joined.promise;
    this.#ending = true;
    try {
      this.#child.kill(how === "cleanly" ? "SIGTERM" : "SIGKILL");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // it has ended already
    }
    const { code, signal } = await this.#ended;
    await this.#read;
    if (how === "hard" || code === 0) return;
    throw new WorkshopError(`A copier ended with ${signal ?? `code ${code}`} after SIGTERM`, {
      code: "COPIER_CRASHED",
    });
  }
}
