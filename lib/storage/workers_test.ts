import { assertEquals } from "@std/assert";
import { openSqliteStore } from "./sqlite.ts";

function writeInWorker(path: string, count: number): Promise<number> {
  const url = new URL("./_writer_worker.ts", import.meta.url);
  const worker = new Worker(url, { type: "module" });
  return new Promise<number>((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
    worker.postMessage({ path, count });
  }).finally(() => worker.terminate());
}

Deno.test("three Workers that save the same documents to one file store and count each once", async () => {
  await Deno.mkdir(".runs", { recursive: true });
  const folder = await Deno.makeTempDir({ dir: ".runs", prefix: "store-" });
  try {
    const path = `${folder}/store.db`;
    const inserted = await Promise.all([1, 2, 3].map(() => writeInWorker(path, 300)));
    assertEquals(inserted.reduce((sum, each) => sum + each), 300);
    await using store = openSqliteStore({ path });
    assertEquals(await store.count(), 300);
    assertEquals(await store.counters(), { orders: 300 });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
