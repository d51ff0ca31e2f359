import { assert, assertEquals } from "@std/assert";
import { ManualClock, type Meter, waitFor } from "../core/mod.ts";
import { openSqliteStore } from "./sqlite.ts";
import type { Store } from "./store.ts";
import { watchedStore } from "./watched_store.ts";

/** Keeps the last value of each gauge. */
function gauges(): { meter: Meter; values: Map<string, number>; labels: Set<string> } {
  const values = new Map<string, number>();
  const labels = new Set<string>();
  const meter = {
    gauge: ({ name }: { readonly name: string }) => ({
      set(value: number, given = {}) {
        values.set(name, value);
        labels.add(JSON.stringify(given));
      },
      remove() {},
    }),
  } as Partial<Meter> as Meter;
  return { meter, values, labels };
}

const document = (id: string) => ({
  id,
  timeMs: 1,
  body: { text: "x".repeat(2000) },
  origin: { topic: "orders", partition: 0, offset: 0n },
});

/** Lets the first `open` questions through and refuses the others. */
function failing(store: Store, open: number): Store {
  return Object.assign(Object.create(store), {
    name: store.name,
    ping: () => open-- > 0 ? store.ping() : Promise.reject(new Error("gone")),
    size: () => store.size(),
    saveAll: (documents: Parameters<Store["saveAll"]>[0]) => store.saveAll(documents),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  });
}

Deno.test("a store is looked at at once and at every interval, and grows", async () => {
  const { meter, values, labels } = gauges();
  const clock = new ManualClock();
  const options = { meter, collection: "orders", intervalMs: 5000, clock };
  await using store = watchedStore(openSqliteStore({ path: ":memory:" }), options);
  await waitFor(() => clock.sleepers === 1, { what: "the first look" });
  assertEquals([values.get("store_up"), values.get("store_documents")], [1, 0]);
  assertEquals(values.get("store_connections"), 1);
  assert(values.has("store_response_seconds"));
  const small = values.get("store_size_bytes")!;
  await store.saveAll(Array.from({ length: 100 }, (_, at) => document(`${at}`)));
  assertEquals(values.get("store_documents"), 0);
  clock.advance(5000);
  await waitFor(() => values.get("store_documents") === 100, { what: "the second look" });
  assert(values.get("store_size_bytes")! > small + 150_000);
  assertEquals([...labels], ['{"store":"sqlite","collection":"orders"}']);
});

Deno.test("a store that doesn't answer is down, and keeps the size it had", async () => {
  const { meter, values } = gauges();
  const clock = new ManualClock();
  const inner = openSqliteStore({ path: ":memory:" });
  await inner.save(document("1"));
  const options = { meter, collection: "orders", intervalMs: 5000, clock };
  await using _store = watchedStore(failing(inner, 1), options);
  await waitFor(() => clock.sleepers === 1, { what: "the first look" });
  assertEquals(values.get("store_up"), 1);
  clock.advance(5000);
  await waitFor(() => values.get("store_up") === 0, { what: "the second look" });
  assertEquals(values.get("store_documents"), 1);
});

Deno.test("a closed store is looked at no more", async () => {
  const clock = new ManualClock();
  const store = watchedStore(openSqliteStore({ path: ":memory:" }), {
    meter: gauges().meter,
    collection: "orders",
    clock,
  });
  await store[Symbol.asyncDispose]();
  assertEquals(clock.sleepers, 0);
});
