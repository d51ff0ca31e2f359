import { assertEquals } from "@std/assert";
import { MongoClient } from "mongodb";
import { DataStorage } from "./data_storage.ts";
import { testDataStorage } from "./data_storage_contract.ts";
import { openMongoStore } from "./mongo.ts";
import type { Store } from "./store.ts";
import { CONTRACT_INDEXES, testStoreContract } from "./store_contract.ts";

/** The server to test on: `-- --uri=mongodb://…`. */
const URI = Deno.args.find((arg) => arg.startsWith("--uri="))!.slice("--uri=".length);
const DATABASE = "workshop_tests";

testStoreContract("MongoDB", lend);
testDataStorage("MongoDB", lend);

Deno.test("the fields of queries are indexed, and the id is unique", async () => {
  await lend(async (open, collection) => {
    await using store = await open();
    const origin = { topic: "orders", partition: 0, offset: 0n };
    await store.save({ id: "a", timeMs: 1, body: {}, origin });
    await using client = new MongoClient(URI);
    const indexes = await client.db(DATABASE).collection(collection).listIndexes().toArray();
    const keys = indexes.map(({ key }) => Object.keys(key).join(" ")).sort();
    assertEquals(keys, [
      "_id",
      "body.item time",
      "body.to.city time",
      "sequence",
      "time sequence",
    ]);
  });
});

Deno.test("counters are summed over all pages, gaps in the numbers included", async () => {
  await lend(async (open, collection) => {
    await using store = await open();
    await using client = new MongoClient(URI);
    const numbers = client.db(DATABASE).collection(`${collection}.sequence`);
    const origin = { topic: "orders", partition: 0, offset: 0n };
    for (const n of [0, 2, 4]) {
      const pair = [n, n + 1].map((id) => ({
        id: `${id}`,
        timeMs: 1,
        body: {},
        origin,
        counts: { all: 1 },
      }));
      await store.saveAll(pair);
      await numbers.updateMany({}, { $inc: { last: 19_999 } });
    }
    assertEquals(await store.counters(), { all: 6 });
    assertEquals((await Array.fromAsync(store.origins("orders"))).length, 6);
  });
});

Deno.test("DataStorage opens MongoDB by its connection string", async () => {
  const collection = `data-${crypto.randomUUID()}`;
  await using storage = new DataStorage({ mongodbUri: URI, mongodbDatabase: DATABASE, collection });
  assertEquals(await storage.save({ id: "1", name: "item_00000001" }), true);
  assertEquals((await storage.get({ name: "item_00000001" })).length, 1);
  await drop(collection);
});

/** Lends a fresh collection and drops it afterwards. */
async function lend(
  use: (open: () => Promise<Store>, collection: string) => Promise<void>,
): Promise<void> {
  const collection = `contract-${crypto.randomUUID()}`;
  const options = { uri: URI, database: DATABASE, collection, indexes: CONTRACT_INDEXES };
  try {
    await use(() => openMongoStore(options), collection);
  } finally {
    await drop(collection);
  }
}

async function drop(collection: string): Promise<void> {
  await using client = new MongoClient(URI);
  await client.db(DATABASE).dropCollection(collection);
  await client.db(DATABASE).dropCollection(`${collection}.sequence`);
}
