import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { ConfigError } from "../core/mod.ts";
import { StoreError } from "./errors.ts";
import { openSqliteStore } from "./sqlite.ts";
import { testStoreContract } from "./store_contract.ts";

const DOCUMENT = {
  id: "a",
  timeMs: 1,
  body: { item: "tea" },
  origin: { topic: "orders", partition: 0, offset: 0n },
};

testStoreContract(
  "SQLite in memory",
  () => openSqliteStore({ path: ":memory:", indexes: ["item", "to.city"] }),
);

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  await Deno.mkdir(".runs", { recursive: true });
  const folder = await Deno.makeTempDir({ dir: ".runs", prefix: "store-" });
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

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

Deno.test("two stores on one file see each other's documents as duplicates", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/store.db`;
    await using one = openSqliteStore({ path });
    await using two = openSqliteStore({ path });
    const outcomes = await Promise.all([one.save(DOCUMENT), two.save(DOCUMENT)]);
    assertEquals(outcomes.sort(), ["duplicate", "inserted"]);
  });
});

Deno.test("a store that another writer holds is busy, retriable, and stores nothing", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/store.db`;
    await using store = openSqliteStore({ path, busyTimeoutMs: 1 });
    using other = new DatabaseSync(path);
    other.exec("BEGIN IMMEDIATE");
    const error = await assertRejects(() => store.save(DOCUMENT), StoreError, path);
    assertEquals([error.code, error.retriable], ["STORE_BUSY", true]);
    other.exec("ROLLBACK");
    assertEquals(await store.save(DOCUMENT), "inserted");
  });
});

Deno.test("a batch is stored whole or not at all", async () => {
  await using store = openSqliteStore({ path: ":memory:" });
  const broken = { ...DOCUMENT, id: "b", timeMs: 1.5 };
  await assertRejects(() => store.saveAll([DOCUMENT, broken]), StoreError);
  assertEquals(await store.count(), 0);
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

Deno.test("a field path that is none is refused before it reaches SQL", async () => {
  await using store = openSqliteStore({ path: ":memory:" });
  await assertRejects(() => store.find({ where: { "a') OR 1=1 --": "x" } }), ConfigError);
});
