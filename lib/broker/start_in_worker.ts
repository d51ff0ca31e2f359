import { type Logger, nullLogger, WorkshopError } from "../core/mod.ts";
import type { RunningCluster } from "./cluster.ts";
import { received, WorkerCluster } from "./worker_cluster.ts";
import type { FromWorker, ToWorker, WorkerClusterOptions } from "./worker_messages.ts";

/**
 * Starts a cluster in a Worker, so that it does not share an event loop with its clients. It takes
 * some 30 ms more to be ready; closing it ends the Worker.
 *
 * @throws {ListenError} a port is taken; code `EADDRINUSE`
 * @throws {StorageError} the data folder can't be used
 */
export function startClusterInWorker(
  options: WorkerClusterOptions & { readonly logger?: Logger } = {},
): Promise<RunningCluster> {
  const { logger = nullLogger, ...rest } = options;
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  const closed = Promise.withResolvers<void>();
  let cluster: WorkerCluster | undefined;
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      worker.terminate();
      reject(error);
      closed.resolve();
    };
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (data.kind === "log") logger.log(data.level, data.message, data.fields);
      else if (data.kind === "failed") fail(received(data.error));
      else if (data.kind === "closed") closed.resolve();
      else if (data.kind === "called") cluster?.called(data);
      else resolve(cluster = new WorkerCluster(worker, data, closed.promise));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      logger.log("ERROR", `The cluster's Worker has ended: ${event.message}`);
      fail(new WorkshopError(event.message, { code: "WORKER_FAILED" }));
    };
    worker.postMessage({ kind: "start", options: rest } satisfies ToWorker);
  });
}
