import { messageOf, waitFor, WorkshopError } from "../../core/mod.ts";

/** How a server of somebody else is started. */
export interface ServerCommand {
  /** A program on the PATH. */
  readonly program: string;
  readonly args: readonly string[];
  /** What answers 200 once it is ready. */
  readonly readyUrl: string;
}

const SAID_BYTES = 64 * 1024;

/** A server as a process, until it is disposed of. */
export class ServerProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #reading: Promise<void>;
  #said = "";
  #ended = false;

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    child.status.then(() => this.#ended = true);
    this.#reading = this.#read();
  }

  /** @throws {WorkshopError} when there is no such program, or it ends instead of answering */
  static async start({ program, args, readyUrl }: ServerCommand): Promise<ServerProcess> {
    const process = new ServerProcess(spawned(program, args));
    try {
      await waitFor(() => process.#isReady(program, readyUrl), {
        what: `${program} to be ready`,
        timeoutMs: 120_000,
        intervalMs: 50,
      });
      return process;
    } catch (error) {
      await process[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The last of what it wrote to its log. */
  get said(): string {
    return this.#said;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#ended) this.#child.kill("SIGTERM");
    await this.#child.status;
    await this.#reading;
  }

  async #isReady(program: string, url: string): Promise<boolean> {
    if (this.#ended) {
      throw new WorkshopError(`${program} has ended at once: ${this.#said}`, {
        code: "PROGRAM_ENDED",
      });
    }
    try {
      const response = await fetch(url);
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    }
  }

  async #read(): Promise<void> {
    const lines = this.#child.stderr.pipeThrough(new TextDecoderStream());
    for await (const text of lines) this.#said = (this.#said + text).slice(-SAID_BYTES);
  }
}

function spawned(program: string, args: readonly string[]): Deno.ChildProcess {
  try {
    return new Deno.Command(program, {
      args: [...args],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
  } catch (cause) {
    throw new WorkshopError(
      `${program} can't be started (${messageOf(cause)}): install it, then run this again`,
      { code: "PROGRAM_MISSING", cause },
    );
  }
}
