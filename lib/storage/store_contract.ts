import { assert, assertEquals, assertRejects } from "@std/assert";
import { ConfigError } from "../core/mod.ts";
import { StoreError } from "./errors.ts";
import type { Store, StoreDocument } from "./store.ts";

const ORIGIN = { topic: "orders", partition: 1, offset: 9_007_199_254_740_993n };
/** What databases and their drivers take for something else than text. */
const CANARIES = [
  `O'Brien"; DROP TABLE documents; --`,
  "日本 \u001f\u2028",
  "$where",
  `{"$gt":""}`,
  "a.b",
  "%24where%",
  "_bsontype",
  "toBSON",
  "__proto__",
  " ",
];

/** The fields that the stores of this contract are opened with an index on. */
export const CONTRACT_INDEXES = ["item", "to.city"];

/** Lends a place for documents, empty at first, that `open` opens once or several times. */
export type LendStore = (
  use: (open: () => Promise<Store> | Store) => Promise<void>,
) => Promise<void>;

/** Registers the tests that every kind of store passes. */
export function testStoreContract(kind: string, lend: LendStore): void {
  const withStore = (
    name: string,
    test: (store: Store, another: () => Promise<Store> | Store) => Promise<void>,
  ) =>
    Deno.test(`${kind}: ${name}`, () =>
      lend(async (open) => {
        await using store = await open();
        await test(store, open);
      }));
  testSaving(withStore);
  testReading(withStore);
  testText(withStore);
  testWriters(withStore);
}

type WithStore = (
  name: string,
  test: (store: Store, another: () => Promise<Store> | Store) => Promise<void>,
) => void;

function testSaving(withStore: WithStore): void {
  withStore("a state takes the place of an earlier one, never of a later one", async (store) => {
    const state = (offset: bigint, item: string) => ({
      ...order("state", 1, { origin: { ...ORIGIN, offset }, body: { item } }),
      replaces: true,
    });
    assertEquals(await store.save(state(5n, "tea")), "inserted");
    assertEquals(await store.save(state(7n, "rice")), "inserted");
    assertEquals(await store.save(state(6n, "late")), "duplicate");
    assertEquals(await store.saveAll([order("b", 2), state(7n, "again")]), [
      "inserted",
      "duplicate",
    ]);
    const found = await store.get("state");
    assertEquals([found?.origin.offset, found?.body], [7n, { item: "rice" }]);
    assertEquals(await store.count(), 2);
  });

  withStore("a document saved twice is there once and counts once", async (store) => {
    const counted = order("a", 1, { counts: { "item:tea": 2 } });
    assertEquals(await store.save(counted), "inserted");
    assertEquals(await store.save(counted), "duplicate");
    assertEquals(await store.saveAll([counted, order("b", 2)]), ["duplicate", "inserted"]);
    assertEquals(await store.count(), 2);
    assertEquals(await store.counters(), { "item:tea": 2 });
  });

  withStore("its size grows with what is saved, duplicates left out", async (store) => {
    const empty = await store.size();
    assertEquals(empty.documents, 0);
    const text = "x".repeat(2000);
    await store.saveAll(
      Array.from({ length: 200 }, (_, n) => order(`${n}`, n, { body: { text } })),
    );
    await store.save(order("0", 0));
    const { documents, sizeBytes, connections } = await store.size();
    assertEquals(documents, 200);
    assert(sizeBytes > empty.sizeBytes, `${sizeBytes} bytes after ${empty.sizeBytes}`);
    assert(connections >= 1);
  });

  withStore("a batch that comes again counts only what is new in it", async (store) => {
    const counts = { all: 1, change: -3 };
    const batch = ["a", "b", "c", "b"].map((id, n) => order(id, n, { counts }));
    assertEquals(await store.counters(), {});
    await store.saveAll(batch.slice(0, 1));
    assertEquals(await store.saveAll(batch), ["duplicate", "inserted", "inserted", "duplicate"]);
    for (let times = 0; times < 3; times++) await store.saveAll(batch);
    assertEquals(await store.counters(), { all: 3, change: -9 });
    assertEquals(await store.saveAll([]), []);
  });

  withStore("saves that wait together all land", async (store) => {
    const saves = Array.from({ length: 1200 }, (_, n) => store.save(order(String(n), n)));
    assertEquals(new Set(await Promise.all(saves)), new Set(["inserted"]));
    assertEquals(await store.count(), 1200);
    await store.ping();
  });

  withStore(
    "a document that can't be stored fails alone, without blame on the store",
    async (store) => {
      const circle: Record<string, unknown> = {};
      circle["circle"] = circle;
      const bad = [
        order("half", 1.5),
        order("circle", 1, { body: circle }),
        order("", 1),
        order({ $gt: "" } as never, 1),
        order("end\0", 1),
        order("count", 1, { counts: { events: 0.5 } }),
        order("offset", 1, { origin: { ...ORIGIN, offset: 2n ** 64n } }),
      ];
      const [first, last, ...failures] = await Promise.allSettled(
        [order("first", 1), order("last", 1), ...bad].map((document) => store.save(document)),
      );
      assertEquals([first, last].map((end) => end?.status), ["fulfilled", "fulfilled"]);
      for (const failure of failures) {
        assert(failure.status === "rejected" && failure.reason instanceof StoreError);
        assertEquals([failure.reason.outage, failure.reason.retriable], [false, false]);
      }
      assertEquals(await store.count(), 2);
    },
  );
}

function testReading(withStore: WithStore): void {
  withStore("a document reads back whole, its 64-bit offset too", async (store) => {
    const body = { n: 1, big: 2 ** 53 - 1, half: 0.5, yes: true, none: null, list: [1, ["a"], {}] };
    await store.save(order("a", -1, { body }));
    assertEquals(await store.get("a"), order("a", -1, { body }));
    assertEquals(await store.get("b"), undefined);
  });

  withStore("a query fits fields and times, the latest first", async (store) => {
    await store.saveAll([
      order("a", 1),
      order("b", 2, { body: { item: "rice", to: { city: "Medan" } } }),
      order("c", 3),
      order("d", 4),
      order("e", 4),
    ]);
    assertEquals(await idsOf(store, {}), ["e", "d", "c", "b", "a"]);
    const inBandung = { "to.city": "Bandung" };
    assertEquals(await idsOf(store, { where: inBandung, fromMs: 1, toMs: 4 }), ["c", "a"]);
    assertEquals(await idsOf(store, { where: { item: "tea", "to.city": "Medan" } }), []);
    assertEquals(await idsOf(store, { limit: 1 }), ["e"]);
    assertEquals(await idsOf(store, { where: inBandung, limit: 2 }), ["e", "d"]);
    assertEquals(await idsOf(store, { limit: 0 }), []);
  });

  withStore("a number, a text, a truth and a list are told apart", async (store) => {
    const values = { number: 1, text: "1", truth: true, list: ["1"], inside: [{ city: "1" }] };
    await store.saveAll(
      Object.entries(values).map(([id, item]) => order(id, 1, { body: { item, to: item } })),
    );
    assertEquals(await idsOf(store, { where: { item: 1 } }), ["number"]);
    assertEquals(await idsOf(store, { where: { item: "1" } }), ["text"]);
    assertEquals(await idsOf(store, { where: { item: '["1"]' } }), []);
    assertEquals(await idsOf(store, { where: { "to.city": "1" } }), []);
  });

  withStore("origins come topic by topic in the order of the first save", async (store) => {
    const from = (topic: string, offset: bigint) => ({ origin: { topic, partition: 0, offset } });
    await store.save(order("a", 9, from("x", 5n)));
    await store.save(order("b", 1, from("x", 3n)));
    await store.save(order("c", 1, from("y", 4n)));
    await store.save(order("a", 9, from("x", 6n)));
    assertEquals(await offsetsOf(store, "x"), [5n, 3n]);
    assertEquals(await offsetsOf(store, "none"), []);
  });

  withStore("origins that take several pages are all told once", async (store) => {
    const documents = Array.from(
      { length: 5100 },
      (_, n) => order(String(n), n, { origin: { topic: "x", partition: 0, offset: BigInt(n) } }),
    );
    await store.saveAll(documents);
    assertEquals(await offsetsOf(store, "x"), documents.map(({ origin }) => origin.offset));
  });
}

function testText(withStore: WithStore): void {
  withStore("a text with quotes and any script is only ever a value", async (store) => {
    for (const text of CANARIES) {
      const inner = { [`${text}.x`]: 1, "\0": "\0" };
      const body = { to: { city: text }, ...Object.fromEntries([[text, inner]]) };
      const document = order(text, 1, {
        body,
        origin: { ...ORIGIN, topic: text },
        counts: Object.fromEntries([[text, 1]]),
      });
      assertEquals(await store.save(document), "inserted", text);
      assertEquals(await store.save(document), "duplicate", text);
      assertEquals(await idsOf(store, { where: { "to.city": text } }), [text]);
      const { counts: _, ...stored } = document;
      assertEquals(await store.get(text), stored);
      assertEquals(await offsetsOf(store, text), [ORIGIN.offset]);
    }
    await store.save(order("null", 1, { body: { item: "a\0b" } }));
    assertEquals(await idsOf(store, { where: { item: "a\0b" } }), ["null"]);
    assertEquals(await idsOf(store, { where: { item: "a" } }), []);
    assertEquals(await store.count(), CANARIES.length + 1);
    assertEquals(
      Object.entries(await store.counters()).sort(),
      CANARIES.map((text): [string, number] => [text, 1]).sort(),
    );
  });

  withStore("an operator in place of a value is refused, and finds nothing", async (store) => {
    await store.save(order("a", 1));
    const operator = { $gt: "" } as never;
    const ask = (query: Parameters<Store["find"]>[0]) => () => store.find(query);
    await assertRejects(ask({ where: { item: operator } }), ConfigError, "item");
    await assertRejects(ask({ where: { $where: "1" } }), ConfigError, "field path");
    await assertRejects(ask({ where: { "a') OR 1=1 --": "x" } }), ConfigError, "field path");
    await assertRejects(ask({ limit: -1 }), ConfigError, "limit");
    await assertRejects(ask({ fromMs: operator }), ConfigError, "time");
    assertEquals(await store.get(operator), undefined);
    assertEquals(await offsetsOf(store, operator), []);
  });
}

function testWriters(withStore: WithStore): void {
  withStore("two writers of the same documents store and count each once", async (one, another) => {
    await using two = await another();
    const batches = Array.from(
      { length: 30 },
      (_, n) =>
        Array.from({ length: 20 }, (_, at) => order(`${n * 10 + at}`, n, { counts: { all: 1 } })),
    );
    const outcomes = await Promise.all(
      batches.flatMap((batch) => [one.saveAll(batch), two.saveAll(batch)]),
    );
    const ids = new Set(batches.flat().map(({ id }) => id));
    assertEquals(outcomes.flat().filter((outcome) => outcome === "inserted").length, ids.size);
    assertEquals([await one.count(), await two.count()], [ids.size, ids.size]);
    assertEquals(await two.counters(), { all: ids.size });
  });

  withStore("what one writer saved after another comes after it", async (one, another) => {
    await using two = await another();
    const writers = [one, two, two, one, two];
    for (const [n, writer] of writers.entries()) {
      await writer.save(order(`${9 - n}`, 9 - n, { origin: { ...ORIGIN, offset: BigInt(n) } }));
    }
    assertEquals(await offsetsOf(one, ORIGIN.topic), [0n, 1n, 2n, 3n, 4n]);
  });

  withStore("documents and counters outlive the store that saved them", async (store, another) => {
    const saved = store.save(order("a", 1, { counts: { all: 1 } }));
    await store[Symbol.asyncDispose]();
    assertEquals(await saved, "inserted");
    await using again = await another();
    assertEquals(await again.save(order("a", 1, { counts: { all: 1 } })), "duplicate");
    assertEquals([await again.count(), await again.counters()], [1, { all: 1 }]);
  });
}

function order(id: string, timeMs: number, more: Partial<StoreDocument> = {}): StoreDocument {
  return { id, timeMs, body: { item: "tea", to: { city: "Bandung" } }, origin: ORIGIN, ...more };
}

async function idsOf(store: Store, query: Parameters<Store["find"]>[0]): Promise<string[]> {
  return (await store.find(query)).map((document) => document.id);
}

async function offsetsOf(store: Store, topic: string): Promise<bigint[]> {
  const offsets: bigint[] = [];
  for await (const { offset } of store.origins(topic)) offsets.push(offset);
  return offsets;
}
