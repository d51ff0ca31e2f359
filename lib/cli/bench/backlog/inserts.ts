import { abortable, WorkshopError } from "../../../core/mod.ts";
import type { InsertAnswer, InsertOrder, InsertRun } from "./insert_order.ts";

/**
 * Inserts events in a Worker of its own, one writer, in transactions of one size: the store with all
 * that it keeps of an event, or a bare loop with the same unique key, size and durability, and no
 * other column or index.
 */
export async function runInserts(
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
    throw new WorkshopError(`The inserts failed: ${answer.error}`, {
      code: "BENCH_CLIENT_FAILED",
    });
  } finally {
    worker.terminate();
  }
}
