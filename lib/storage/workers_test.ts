import { assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { systemClock } from "../core/mod.ts";
import { inFolder } from "./_in_folder.ts";
import { openSqliteStore } from "./sqlite.ts";

/** Hands the message to a Worker and yields what it answers, until it is left. */
async function* answers<T>(file: string, message: unknown): AsyncGenerator<T> {
  const worker = new Worker(new URL(file, import.meta.url), { type: "module" });
  const arrived = new ReadableStream<T>({
    start(controller) {
      worker.onmessage = ({ data }) => controller.enqueue(data);
      worker.onerror = (event) => {
        event.preventDefault();
        controller.error(new Error(event.message));
      };
    },
  });
  worker.postMessage(message);
  try {
    yield* arrived;
  } finally {
    worker.terminate();
  }
}

async function answer<T>(file: string, message: unknown): Promise<T> {
  for await (const first of answers<T>(file, message)) return first;
  throw new Error(`${file} gave no answer`);
}

Deno.test("three Workers that save the same documents to one file store and count each once", () =>
  inFolder(async (folder) => {
    const path = `${folder}/store.db`;
    const write = () => answer<number>("./_writer_worker.ts", { path, count: 300 });
    const inserted = await Promise.all([write(), write(), write()]);
    assertEquals(inserted.reduce((sum, each) => sum + each), 300);
    await using store = openSqliteStore({ path });
    assertEquals(await store.count(), 300);
    assertEquals(await store.counters(), { orders: 300 });
  }));

Deno.test("opening a new file waits for another writer that is about to make it", () =>
  inFolder(async (folder) => {
    const path = `${folder}/store.db`;
    // It waits, as ours do, for who looks into the file just as it commits.
    using other = new DatabaseSync(path, { timeout: 5000 });
    other.exec("BEGIN IMMEDIATE");
    const seen: string[] = [];
    for await (const each of answers<string>("./_opener_worker.ts", path)) {
      seen.push(each);
      if (each !== "opening") break;
      // Time to be refused at once, as SQLite does here in spite of its busy timeout.
      await systemClock.sleep(50);
      other.exec("COMMIT");
    }
    assertEquals(seen, ["opening", "opened"]);
  }));
