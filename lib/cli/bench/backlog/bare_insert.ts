import { abortable, WorkshopError } from "../../../core/mod.ts";

/** What a bare loop over node:sqlite is to insert. */
export interface InsertOrder {
  /** The SQLite file, which is not there yet. */
  readonly path: string;
  readonly records: number;
  /** Records of one transaction. */
  readonly batchRecords: number;
  /** Size of an event's text before it is processed, in bytes. */
  readonly valueBytes: number;
}

/** What bare inserts came to. */
export interface InsertRun {
  /** Time in transactions, in milliseconds. */
  readonly ms: number;
  /** Time of processors in it, in milliseconds. */
  readonly cpuMs: number;
  /** Rows in the table. */
  readonly records: number;
}

/** What it came to, or why it failed. */
export type InsertAnswer = InsertRun | { readonly error: string };

/**
 * Inserts rows by a bare loop over node:sqlite, in a Worker of its own: one writer, the same unique
 * key, size and durability as the store has, no other index.
 */
export async function bareInsert(
  order: InsertOrder,
  signal: AbortSignal,
): Promise<InsertRun> {
  const worker = new Worker(new URL("./insert_worker.ts", import.meta.url), { type: "module" });
  try {
    const { promise, resolve } = Promise.withResolvers<InsertAnswer>();
    worker.onmessage = ({ data }: MessageEvent<InsertAnswer>) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      resolve({ error: event.message });
    };
    worker.postMessage(order);
    const answer = await abortable(promise, signal);
    if (!("error" in answer)) return answer;
    throw new WorkshopError(`The bare inserts failed: ${answer.error}`, {
      code: "BENCH_CLIENT_FAILED",
    });
  } finally {
    worker.terminate();
  }
}
