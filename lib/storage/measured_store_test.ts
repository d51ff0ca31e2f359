import { assertEquals, assertRejects } from "@std/assert";
import { type Labels, type Meter, nullMeter } from "../core/mod.ts";
import { measuredStore } from "./measured_store.ts";
import { openSqliteStore } from "./sqlite.ts";
import { testStoreContract } from "./store_contract.ts";

const ORIGIN = { topic: "orders", partition: 0, offset: 0n };

testStoreContract("a measured store", () => {
  const store = openSqliteStore({ path: ":memory:", indexes: ["item", "to.city"] });
  return measuredStore(store, { meter: nullMeter });
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
