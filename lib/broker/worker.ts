// The thread of a cluster that runs beside its user's: see start_in_worker.ts.
import { type LogFields, type Logger, messageOf, WorkshopError } from "../core/mod.ts";
import { ListenError } from "./broker.ts";
import { Cluster } from "./cluster.ts";
import type {
  ControlCall,
  FromWorker,
  SentError,
  ToWorker,
  WorkerClusterOptions,
} from "./worker_messages.ts";

interface WorkerScope {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker): void;
}

const scope = globalThis as unknown as WorkerScope;
const holds = new Map<number, AsyncDisposable>();
let cluster: Cluster | undefined;

scope.onmessage = ({ data }) => {
  if (data.kind === "start") void start(data.options);
  else if (data.kind === "call") void call(data.id, data.call);
  else void close();
};

async function start(options: WorkerClusterOptions): Promise<void> {
  try {
    cluster = await Cluster.start({ ...options, logger: postingLogger({}) });
    const { bootstrapServers, clusterId, security } = cluster;
    scope.postMessage({ kind: "started", bootstrapServers, clusterId, security });
  } catch (error) {
    scope.postMessage({ kind: "failed", error: sent(error) });
  }
}

async function call(id: number, called: ControlCall): Promise<void> {
  try {
    await control(cluster!, called);
    scope.postMessage({ kind: "called", id });
  } catch (error) {
    scope.postMessage({ kind: "called", id, error: sent(error) });
  }
}

async function control(cluster: Cluster, called: ControlCall): Promise<void> {
  switch (called.what) {
    case "kill":
      return await cluster.kill(called.brokerId);
    case "revive":
      return await cluster.revive(called.brokerId);
    case "moveLeader":
      return await cluster.moveLeader(called.partition, called.brokerId);
    case "hold":
      return void holds.set(called.hold, await cluster.holdReplication());
    case "clean":
      return await cluster.cleanNow();
    case "release":
      await holds.get(called.hold)?.[Symbol.asyncDispose]();
      holds.delete(called.hold);
  }
}

async function close(): Promise<void> {
  await cluster?.close();
  scope.postMessage({ kind: "closed" });
}

function sent(error: unknown): SentError {
  const code = error instanceof WorkshopError ? error.code : "UNKNOWN_SERVER_ERROR";
  const name = error instanceof Error ? error.name : "Error";
  const port = error instanceof ListenError ? { port: error.port } : {};
  return { name, message: messageOf(error), code, ...port };
}

function postingLogger(own: LogFields): Logger {
  return {
    log: (level, message, fields) =>
      scope.postMessage({ kind: "log", level, message, fields: { ...own, ...fields } }),
    child: (fields) => postingLogger({ ...own, ...fields }),
  };
}
