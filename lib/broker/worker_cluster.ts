import { WorkshopError } from "../core/mod.ts";
import { ListenError } from "./broker.ts";
import type { PartitionName, RunningCluster } from "./cluster.ts";
import type { RunningSecurity } from "./security/options.ts";
import { StorageError } from "./storage/storage.ts";
import type { ControlCall, FromWorker, SentError, ToWorker } from "./worker_messages.ts";

type Started = Extract<FromWorker, { kind: "started" }>;
type Called = Extract<FromWorker, { kind: "called" }>;

/** A cluster that runs in a Worker, seen from the thread that started it. */
export class WorkerCluster implements RunningCluster {
  readonly bootstrapServers: string;
  readonly clusterId: string;
  readonly security: RunningSecurity | undefined;
  readonly #worker: Worker;
  readonly #closed: Promise<void>;
  readonly #calls = new Map<number, PromiseWithResolvers<void>>();
  #ids = 0;
  #closing: Promise<void> | undefined;

  /** `closed` resolves when the cluster has ended, of its own accord or not. */
  constructor(worker: Worker, started: Started, closed: Promise<void>) {
    this.#worker = worker;
    this.bootstrapServers = started.bootstrapServers;
    this.clusterId = started.clusterId;
    this.security = started.security;
    this.#closed = closed.then(() => this.#failCalls());
  }

  #failCalls(): void {
    const error = new WorkshopError("The cluster is closed", { code: "CLUSTER_CLOSED" });
    for (const { reject } of this.#calls.values()) reject(error);
    this.#calls.clear();
  }

  /** Takes what the Worker says of a call. */
  called({ id, error }: Called): void {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    if (error === undefined) call?.resolve();
    else call?.reject(received(error));
  }

  kill(brokerId: number): Promise<void> {
    return this.#call({ what: "kill", brokerId });
  }

  revive(brokerId: number): Promise<void> {
    return this.#call({ what: "revive", brokerId });
  }

  moveLeader(partition: PartitionName, brokerId: number): Promise<void> {
    return this.#call({ what: "moveLeader", partition, brokerId });
  }

  async holdReplication(): Promise<AsyncDisposable> {
    const hold = ++this.#ids;
    await this.#call({ what: "hold", hold });
    return {
      [Symbol.asyncDispose]: () =>
        this.#closing === undefined ? this.#call({ what: "release", hold }) : Promise.resolve(),
    };
  }

  cleanNow(): Promise<void> {
    return this.#call({ what: "clean" });
  }

  #call(call: ControlCall): Promise<void> {
    const answer = Promise.withResolvers<void>();
    const id = ++this.#ids;
    this.#calls.set(id, answer);
    if (this.#closing === undefined) this.#say({ kind: "call", id, call });
    else this.#failCalls();
    return answer.promise;
  }

  close(): Promise<void> {
    if (this.#closing === undefined) {
      this.#say({ kind: "close" });
      this.#closing = this.#closed.then(() => this.#worker.terminate());
    }
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #say(message: ToWorker): void {
    this.#worker.postMessage(message);
  }
}

/** The error as it would have been thrown in this thread. */
export function received({ name, message, code, port }: SentError): WorkshopError {
  if (name === "ListenError" && port !== undefined) {
    return new ListenError(message, { port, code });
  }
  if (name === "StorageError") return new StorageError(message, { code });
  return new WorkshopError(message, { code });
}
