import { assertEquals, assertRejects } from "@std/assert";
import { type Labels, type Meter, nullMeter } from "../core/mod.ts";
import { measuredStore } from "./measured_store.ts";
import { openSqliteStore } from "./sqlite.ts";

const ORIGIN = { topic: "orders", partition: 0, offset: 0n };

Deno.test("a measured store answers as the store itself", async () => {
  await using store = measuredStore(openSqliteStore({ path: ":memory:" }), { meter: nullMeter });
  const document = { id: "a", timeMs: 1, body: {}, origin: ORIGIN };
  assertEquals(await store.saveAll([document, document]), ["inserted", "duplicate"]);
  assertEquals(await store.get("a"), document);
  assertEquals(await store.find({ limit: 1 }), [document]);
  assertEquals([await store.count(), await store.counters()], [1, {}]);
  assertEquals((await Array.fromAsync(store.origins("orders"))).length, 1);
  await store.ping();
});

Deno.test("operations are counted by how they ended, and their time is observed", async () => {
  const counts = new Map<string, number>();
  const observed: string[] = [];
  const nameOf = (labels: Labels = {}) => Object.values(labels).join(" ");
  const meter: Meter = {
    ...nullMeter,
    counter: () => ({
      add: (by, labels) => counts.set(nameOf(labels), (counts.get(nameOf(labels)) ?? 0) + by),
    }),
    histogram: () => ({ observe: (_, labels) => observed.push(nameOf(labels)) }),
  };
  await using store = measuredStore(openSqliteStore({ path: ":memory:" }), { meter });
  assertEquals(counts.get("sqlite save ok"), 0);
  await store.save({ id: "a", timeMs: 1, body: {}, origin: ORIGIN });
  await assertRejects(() => store.save({ id: "b", timeMs: 1.5, body: {}, origin: ORIGIN }));
  assertEquals([counts.get("sqlite save ok"), counts.get("sqlite save error")], [1, 1]);
  assertEquals(observed, ["sqlite save", "sqlite save"]);
});
