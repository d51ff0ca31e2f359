import { assertEquals } from "@std/assert";
import type { Store, StoreDocument } from "./store.ts";

const ORIGIN = { topic: "orders", partition: 1, offset: 9_007_199_254_740_993n };

function order(id: string, timeMs: number, more: Partial<StoreDocument> = {}): StoreDocument {
  return { id, timeMs, body: { item: "tea", to: { city: "Bandung" } }, origin: ORIGIN, ...more };
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** Registers the tests that every kind of store passes; `open` gives an empty one. */
export function testStoreContract(kind: string, open: () => Promise<Store> | Store): void {
  Deno.test(`${kind}: a document saved twice is there once and counts once`, async () => {
    await using store = await open();
    const counted = order("a", 1, { counts: { "item:tea": 2 } });
    assertEquals(await store.save(counted), "inserted");
    assertEquals(await store.save(counted), "duplicate");
    assertEquals(await store.saveAll([counted, order("b", 2)]), ["duplicate", "inserted"]);
    assertEquals(await store.count(), 2);
    assertEquals(await store.counters(), { "item:tea": 2 });
  });

  Deno.test(`${kind}: a document reads back whole, its 64-bit offset too`, async () => {
    await using store = await open();
    await store.save(order("a", 1));
    assertEquals(await store.get("a"), order("a", 1));
    assertEquals(await store.get("b"), undefined);
  });

  Deno.test(`${kind}: a query fits fields and times, the latest first`, async () => {
    await using store = await open();
    await store.saveAll([
      order("a", 1),
      order("b", 2, { body: { item: "rice", to: { city: "Medan" } } }),
      order("c", 3),
      order("d", 4),
    ]);
    const ids = async (query: Parameters<Store["find"]>[0]) =>
      (await store.find(query)).map((document) => document.id);
    assertEquals(await ids({}), ["d", "c", "b", "a"]);
    assertEquals(await ids({ where: { "to.city": "Bandung" }, fromMs: 1, toMs: 4 }), ["c", "a"]);
    assertEquals(await ids({ where: { item: "tea", "to.city": "Medan" } }), []);
    assertEquals(await ids({ limit: 1 }), ["d"]);
  });

  Deno.test(`${kind}: a text with quotes and any script is only ever a value`, async () => {
    await using store = await open();
    const city = `O'Brien"; DROP TABLE documents; -- 日本\u0000`;
    await store.save(order(city, 1, { body: { to: { city } } }));
    assertEquals((await store.find({ where: { "to.city": city } })).length, 1);
    assertEquals((await store.get(city))?.body, { to: { city } });
  });

  Deno.test(`${kind}: origins come topic by topic in the order of the first save`, async () => {
    await using store = await open();
    const from = (topic: string, offset: bigint) => ({ origin: { topic, partition: 0, offset } });
    await store.save(order("a", 9, from("x", 5n)));
    await store.save(order("b", 1, from("x", 3n)));
    await store.save(order("c", 1, from("y", 4n)));
    await store.save(order("a", 9, from("x", 6n)));
    const origins = await collect(store.origins("x"));
    assertEquals(origins.map((origin) => origin.offset), [5n, 3n]);
  });

  Deno.test(`${kind}: saves that wait together all land`, async () => {
    await using store = await open();
    const saves = Array.from({ length: 1200 }, (_, n) => store.save(order(String(n), n)));
    assertEquals(new Set(await Promise.all(saves)), new Set(["inserted"]));
    assertEquals(await store.count(), 1200);
    await store.ping();
  });
}
