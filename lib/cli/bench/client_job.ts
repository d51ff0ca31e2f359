import type { Workload } from "./workload.ts";

/** The clients that are measured. */
export type ClientName = "workshop" | "kafkajs";

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
