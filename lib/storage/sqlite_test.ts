import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers";
import { ConfigError, systemClock } from "../core/mod.ts";
import { inFolder } from "./_in_folder.ts";
import { StoreError } from "./errors.ts";
import { openSqliteStore } from "./sqlite.ts";
import type { StoreDocument } from "./store.ts";
import { CONTRACT_INDEXES, testStoreContract } from "./store_contract.ts";

const DOCUMENT = {
  id: "a",
  timeMs: 1,
  body: { item: "tea" },
  origin: { topic: "orders", partition: 0, offset: 0n },
};

testStoreContract(
  "SQLite",
  (use) =>
    inFolder((folder) =>
      use(() => openSqliteStore({ path: `${folder}/store.db`, indexes: CONTRACT_INDEXES }))
    ),
);

Deno.test("a file keeps its documents, and its folder is made when it is missing", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/deep/store.db`;
    {
      await using store = openSqliteStore({ path });
      await store.save(DOCUMENT);
    }
    await using again = openSqliteStore({ path });
    assertEquals(await again.get("a"), DOCUMENT);
  });
});

Deno.test("a store that another writer holds is an outage, and stores nothing", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/store.db`;
    await using store = openSqliteStore({ path, busyTimeoutMs: 1 });
    using other = new DatabaseSync(path);
    other.exec("BEGIN IMMEDIATE");
    const error = await assertRejects(() => store.save(DOCUMENT), StoreError, path);
    assertEquals([error.code, error.retriable, error.outage], ["STORE_BUSY", true, true]);
    assertEquals(await store.count(), 0);
    other.exec("ROLLBACK");
    assertEquals(await store.save(DOCUMENT), "inserted");
  });
});

Deno.test("waiting for another writer leaves the thread to others", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/store.db`;
    await using store = openSqliteStore({ path, busyTimeoutMs: 60_000 });
    using other = new DatabaseSync(path);
    other.exec("BEGIN IMMEDIATE");
    const saved = store.save(DOCUMENT);
    for (let turns = 0; turns < 5; turns++) await systemClock.sleep(2);
    assertEquals(await store.count(), 0);
    other.exec("COMMIT");
    assertEquals(await saved, "inserted");
  });
});

Deno.test("a large batch leaves the thread to others, and is seen whole or not at all", async () => {
  await using store = openSqliteStore({ path: ":memory:" });
  const documents = Array.from({ length: 20_000 }, (_, n) => ({ ...DOCUMENT, id: String(n) }));
  let done = false;
  const saved = store.saveAll(documents).finally(() => done = true);
  const seen = new Set<number>();
  let turns = 0;
  while (!done) {
    await new Promise<void>((resolve) => setImmediate(resolve));
    turns++;
    store.count().then((count) => seen.add(count));
  }
  assertEquals((await saved).length, 20_000);
  assert(turns > 3, `${turns} turns`);
  assertEquals([...seen].filter((count) => count !== 0), [20_000]);
});

Deno.test("a batch is stored whole or not at all", async () => {
  await using store = openSqliteStore({ path: ":memory:" });
  const broken: StoreDocument = { ...DOCUMENT, id: "b", body: { n: 1n } };
  const counted = { ...DOCUMENT, counts: { orders: 1 } };
  await assertRejects(() => store.saveAll([counted, broken]), StoreError);
  assertEquals([await store.count(), await store.counters()], [0, {}]);
});

Deno.test("a store that can't be opened is a configuration error that names it", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "not a folder");
    assertThrows(
      () => openSqliteStore({ path: `${folder}/file/store.db` }),
      ConfigError,
      `Can't open the store ${folder}/file/store.db`,
    );
    await Deno.writeTextFile(`${folder}/text.db`, "not a database".repeat(100));
    assertThrows(() => openSqliteStore({ path: `${folder}/text.db` }), ConfigError, "text.db");
  });
});

Deno.test("a query of an indexed field goes by its index", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/store.db`;
    await using store = openSqliteStore({ path, indexes: CONTRACT_INDEXES });
    await store.save(DOCUMENT);
    using database = new DatabaseSync(path);
    const plan = database.prepare(
      "EXPLAIN QUERY PLAN SELECT id FROM documents WHERE json_extract(body, '$.to.city') = 'x'",
    ).all();
    assertEquals(plan.length, 1);
    assert(String(plan[0]!["detail"]).includes("USING INDEX documents_by_to.city"));
  });
});
