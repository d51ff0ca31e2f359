import { WorkshopError } from "../../core/mod.ts";
import type { ClientAnswer, ClientJob, MeasuredClient, WorkerClient } from "./client_job.ts";

/** A client in a Worker of its own, which keeps its compiled code from run to run. */
export class BenchClient implements MeasuredClient {
  readonly #worker: Worker;
  readonly #signal: AbortSignal;

  constructor(name: WorkerClient, signal: AbortSignal) {
    this.#signal = signal;
    this.#worker = new Worker(new URL("./client_worker.ts", import.meta.url), {
      type: "module",
      name,
    });
  }

  async run(job: ClientJob): Promise<number> {
    this.#signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<ClientAnswer>();
    const onAbort = () => reject(this.#signal.reason);
    this.#signal.addEventListener("abort", onAbort, { once: true });
    try {
      this.#worker.onmessage = ({ data }: MessageEvent<ClientAnswer>) => resolve(data);
      this.#worker.onerror = (event) => {
        event.preventDefault();
        resolve({ error: event.message });
      };
      this.#worker.postMessage(job);
      const answer = await promise;
      if ("ms" in answer) return answer.ms;
      throw new WorkshopError(`The client's run ended early: ${answer.error}`, {
        code: "BENCH_CLIENT_FAILED",
      });
    } finally {
      this.#signal.removeEventListener("abort", onAbort);
    }
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
  }
}
