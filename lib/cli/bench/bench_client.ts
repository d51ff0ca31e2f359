import { WorkshopError } from "../../core/mod.ts";
import type { ClientAnswer, ClientJob, ClientName } from "./client_job.ts";

/** A client in a Worker of its own, which keeps its compiled code from run to run. */
export class BenchClient implements Disposable {
  readonly #worker: Worker;

  constructor(name: ClientName) {
    this.#worker = new Worker(new URL("./client_worker.ts", import.meta.url), {
      type: "module",
      name,
    });
  }

  /** Runs a job; resolves to its duration in milliseconds. */
  async run(job: ClientJob): Promise<number> {
    const answer = await new Promise<ClientAnswer>((resolve) => {
      this.#worker.onmessage = ({ data }: MessageEvent<ClientAnswer>) => resolve(data);
      this.#worker.onerror = (event) => {
        event.preventDefault();
        resolve({ error: event.message });
      };
      this.#worker.postMessage(job);
    });
    if ("ms" in answer) return answer.ms;
    throw new WorkshopError(`The client's run ended early: ${answer.error}`, {
      code: "BENCH_CLIENT_FAILED",
    });
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
  }
}
