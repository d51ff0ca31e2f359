/// <reference lib="deno.worker" />
import process from "node:process";
import { DatabaseSync } from "node:sqlite";
import { messageOf } from "../../../core/mod.ts";
import { SizedEvents } from "./fill.ts";
import type { InsertAnswer, InsertOrder } from "./insert_order.ts";

/** What the pipeline adds to the text of an event that it stores, in bytes. */
const RESULT_BYTES = 140;

self.onmessage = ({ data: order }: MessageEvent<InsertOrder>) => {
  self.postMessage(answer(order));
};

function answer(order: InsertOrder): InsertAnswer {
  try {
    return insert(order);
  } catch (error) {
    return { error: messageOf(error) };
  }
}

/** Nothing but inserts: the texts are ready, and making them is left out of the time. */
function insert({ path, records, batchRecords, valueBytes }: InsertOrder): InsertAnswer {
  using database = new DatabaseSync(path);
  database.exec("PRAGMA journal_mode = WAL");
  database.exec("PRAGMA synchronous = NORMAL");
  database.exec("CREATE TABLE bare (id TEXT NOT NULL UNIQUE, body TEXT NOT NULL) STRICT");
  const statement = database.prepare("INSERT INTO bare VALUES (?, ?) ON CONFLICT (id) DO NOTHING");
  const events = new SizedEvents("insert", valueBytes + RESULT_BYTES);
  let ms = 0;
  let cpuUs = 0;
  for (let left = records; left > 0; left -= batchRecords) {
    const length = Math.min(left, batchRecords);
    const rows = Array.from({ length }, () => [crypto.randomUUID(), events.text().text] as const);
    const before = process.cpuUsage();
    const beganMs = performance.now();
    database.exec("BEGIN IMMEDIATE");
    for (const [id, text] of rows) statement.run(id, text);
    database.exec("COMMIT");
    ms += performance.now() - beganMs;
    const { user, system } = process.cpuUsage(before);
    cpuUs += user + system;
  }
  const { n } = database.prepare("SELECT count(*) AS n FROM bare").get()!;
  return { ms, cpuMs: cpuUs / 1000, records: Number(n) };
}
