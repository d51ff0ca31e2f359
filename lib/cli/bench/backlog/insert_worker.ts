/// <reference lib="deno.worker" />
import process from "node:process";
import { DatabaseSync } from "node:sqlite";
import { messageOf } from "../../../core/mod.ts";
import type { StoreDocument } from "../../../storage/mod.ts";
import { openEventStore } from "../../../systems/mod.ts";
import { storedCount } from "./checks.ts";
import { SizedEvents } from "./fill.ts";
import type { InsertAnswer, InsertOrder, InsertRun } from "./insert_order.ts";

/** What the pipeline adds to the text of an event that it stores, in bytes. */
const RESULT_BYTES = 140;

self.onmessage = async ({ data: order }: MessageEvent<InsertOrder>) => {
  self.postMessage(await answer(order));
};

async function answer(order: InsertOrder): Promise<InsertAnswer> {
  try {
    return await (order.by === "bare" ? insertBare(order) : insertByStore(order));
  } catch (error) {
    return { error: messageOf(error) };
  }
}

/** Nothing but inserts: the texts are ready, and making them is left out of the time. */
async function insertBare(order: InsertOrder): Promise<InsertRun> {
  using database = new DatabaseSync(order.path);
  database.exec("PRAGMA journal_mode = WAL");
  database.exec("PRAGMA synchronous = NORMAL");
  database.exec("CREATE TABLE bare (id TEXT NOT NULL UNIQUE, body TEXT NOT NULL) STRICT");
  const statement = database.prepare("INSERT INTO bare VALUES (?, ?) ON CONFLICT (id) DO NOTHING");
  const spent = await inBatches(order, (texts) => {
    const rows = texts.map((text) => [crypto.randomUUID(), text] as const);
    return () => {
      database.exec("BEGIN IMMEDIATE");
      for (const [id, text] of rows) statement.run(id, text);
      database.exec("COMMIT");
    };
  });
  const { n } = database.prepare("SELECT count(*) AS n FROM bare").get()!;
  return { ...spent, records: Number(n) };
}

/** The store makes its texts itself, and keeps times, origins and counters beside them. */
async function insertByStore(order: InsertOrder): Promise<InsertRun> {
  await using store = openEventStore({ path: order.path });
  let offset = 0n;
  const spent = await inBatches(order, (texts) => {
    const documents = texts.map((text) => documentOf(text, offset++));
    return () => store.saveAll(documents);
  });
  return { ...spent, records: await storedCount(order.path) };
}

function documentOf(text: string, offset: bigint): StoreDocument {
  const body = JSON.parse(text);
  return {
    id: body.event_id,
    timeMs: Date.parse(body.timestamp),
    body,
    origin: { topic: "backlog", partition: 0, offset },
    counts: { events: 1, [`type:${body.event_type}`]: 1, "risk:low": 1, "value:none": 1 },
  };
}

async function inBatches(
  { records, batchRecords, valueBytes }: InsertOrder,
  prepare: (texts: readonly string[]) => () => unknown,
): Promise<Pick<InsertRun, "ms" | "cpuMs">> {
  const events = new SizedEvents("insert", valueBytes + RESULT_BYTES);
  let ms = 0;
  let cpuUs = 0;
  for (let left = records; left > 0; left -= batchRecords) {
    const length = Math.min(left, batchRecords);
    const insert = prepare(Array.from({ length }, () => events.text().text));
    const before = process.cpuUsage();
    const beganMs = performance.now();
    await insert();
    ms += performance.now() - beganMs;
    const { user, system } = process.cpuUsage(before);
    cpuUs += user + system;
  }
  return { ms, cpuMs: cpuUs / 1000 };
}
