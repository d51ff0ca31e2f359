import { type Logger, nullLogger, WorkshopError } from "../core/mod.ts";
import { ListenError } from "./broker.ts";
import type { RunningCluster } from "./cluster.ts";
import { StorageError } from "./storage/storage.ts";
import type { FromWorker, SentError, ToWorker, WorkerClusterOptions } from "./worker_messages.ts";

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
      else resolve(handle(worker, data, closed.promise));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      logger.log("ERROR", `The cluster's Worker has ended: ${event.message}`);
      fail(new WorkshopError(event.message, { code: "WORKER_FAILED" }));
    };
    say(worker, { kind: "start", options: rest });
  });
}

function handle(
  worker: Worker,
  { bootstrapServers, clusterId }: { bootstrapServers: string; clusterId: string },
  closed: Promise<void>,
): RunningCluster {
  let closing: Promise<void> | undefined;
  const close = () => {
    if (closing === undefined) {
      say(worker, { kind: "close" });
      closing = closed.then(() => worker.terminate());
    }
    return closing;
  };
  return { bootstrapServers, clusterId, close, [Symbol.asyncDispose]: close };
}

function say(worker: Worker, message: ToWorker): void {
  worker.postMessage(message);
}

/** The error as it would have been thrown in this thread. */
function received({ name, message, code, port }: SentError): WorkshopError {
  if (name === "ListenError" && port !== undefined) {
    return new ListenError(message, { port, code });
  }
  if (name === "StorageError") return new StorageError(message, { code });
  return new WorkshopError(message, { code });
}
