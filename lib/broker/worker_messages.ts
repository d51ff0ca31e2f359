import type { LogFields, LogLevel } from "../core/mod.ts";
import type { ClusterOptions, PartitionName } from "./cluster.ts";
import type { RunningSecurity } from "./security/options.ts";

/** What the cluster in a Worker is started with: what can be sent there. */
export type WorkerClusterOptions = Omit<ClusterOptions, "clock" | "random" | "logger">;

/** What is said to the Worker. */
export type ToWorker =
  | { readonly kind: "start"; readonly options: WorkerClusterOptions }
  | { readonly kind: "close" }
  | { readonly kind: "call"; readonly id: number; readonly call: ControlCall };

/** What a cluster can be told to do while it runs; a hold is named by whoever asks for it. */
export type ControlCall =
  | { readonly what: "kill" | "revive"; readonly brokerId: number }
  | {
    readonly what: "moveLeader";
    readonly partition: PartitionName;
    readonly brokerId: number;
  }
  | { readonly what: "hold" | "release"; readonly hold: number }
  | { readonly what: "clean" };

/** An error on its way between threads, where classes are lost. */
export interface SentError {
  readonly name: string;
  readonly message: string;
  readonly code: string;
  readonly port?: number;
}

/** What the Worker says. */
export type FromWorker =
  | {
    readonly kind: "started";
    readonly bootstrapServers: string;
    readonly clusterId: string;
    readonly security: RunningSecurity | undefined;
  }
  | { readonly kind: "failed"; readonly error: SentError }
  | { readonly kind: "called"; readonly id: number; readonly error?: SentError }
  | {
    readonly kind: "log";
    readonly level: LogLevel;
    readonly message: string;
    readonly fields: LogFields;
  }
  | { readonly kind: "closed" };
