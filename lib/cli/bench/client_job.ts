import type { Workload } from "./workload.ts";

/** The clients that run in a Worker. */
export type WorkerClient = "workshop" | "kafkajs" | "platformatic";

/** The clients that are measured. */
export type ClientName = WorkerClient | "java";

/** One run of a client. */
export interface ClientJob {
  readonly work: "produce" | "consume";
  readonly address: string;
  readonly topic: string;
  readonly workload: Workload;
  /** How many records a consumer processes between two commits. */
  readonly commitEvery: number;
}

/** What a client's Worker answers: a duration in milliseconds, or why there is none. */
export type ClientAnswer = { readonly ms: number } | { readonly error: string };

/** A client that does not share a thread with any cluster. */
export interface MeasuredClient extends Disposable {
  /** Runs a job; resolves to its duration in milliseconds, rejects at once on an abort. */
  run(job: ClientJob): Promise<number>;
}
