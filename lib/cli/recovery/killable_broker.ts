import { WorkshopError } from "../../core/mod.ts";

const CHILD = new URL("./broker_child.ts", import.meta.url).href;
const PERMISSIONS = [
  "--allow-read",
  "--allow-write",
  "--allow-net=localhost,127.0.0.1",
];

/** An embedded cluster on a data folder, in a process of its own that can be killed. */
export class KillableBroker implements AsyncDisposable {
  readonly port: number;
  /** Bytes of batches that its start read and checked. */
  readonly scannedBytes: number;
  readonly #child: Deno.ChildProcess;

  private constructor(child: Deno.ChildProcess, told: { port: number; scannedBytes: number }) {
    this.#child = child;
    this.port = told.port;
    this.scannedBytes = told.scannedBytes;
  }

  /** @throws {WorkshopError} code `START_FAILED` when it ends before it listens */
  static async start(dataDir: string): Promise<KillableBroker> {
    const child = new Deno.Command("deno", {
      args: ["run", "--quiet", "--no-prompt", ...PERMISSIONS, CHILD, dataDir],
      stdin: "null",
      stdout: "piped",
    }).spawn();
    let text = "";
    for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (text.endsWith("\n")) return new KillableBroker(child, JSON.parse(text));
    }
    await child.status;
    throw new WorkshopError("The broker ended before it listened: what it said stands above", {
      code: "START_FAILED",
    });
  }

  /** Ends it with SIGKILL. */
  async kill(): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // it has ended already
    }
    await this.#child.status;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }
}
