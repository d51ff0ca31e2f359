import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { ConfigError } from "../core/mod.ts";
import { DataStorage } from "./data_storage.ts";
import { testDataStorage } from "./data_storage_contract.ts";
import { StoreError } from "./errors.ts";
import { openSqliteStore } from "./sqlite.ts";

const TEA = { id: "1", name: "item_00000001" };

testDataStorage("SQLite", (use) => use(() => openSqliteStore({ path: ":memory:" })));

Deno.test("a storage opens its file when it is first used, with an index on the names", async () => {
  await Deno.mkdir(".runs", { recursive: true });
  const folder = await Deno.makeTempDir({ dir: ".runs", prefix: "store-" });
  const path = `${folder}/data.db`;
  try {
    {
      await using storage = new DataStorage({ path });
      await assertRejects(() => Deno.stat(path), Deno.errors.NotFound);
      assertEquals(await storage.save(TEA), true);
    }
    await using again = new DataStorage({ path });
    assertEquals(await again.get({ name: TEA.name }), [TEA]);
    using database = new DatabaseSync(path);
    const indexes = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'index'").all();
    assert(indexes.some(({ name }) => name === "documents_by_name"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a store that is down is no false: the call may be repeated", async () => {
  const outage = new StoreError("down", { code: "STORE_IO", retriable: true });
  await using good = openSqliteStore({ path: ":memory:" });
  let isDown = true;
  const store = {
    ...good,
    save: (document: Parameters<typeof good.save>[0]) =>
      isDown ? Promise.reject(outage) : good.save(document),
  };
  await using storage = new DataStorage({ store });
  await assertRejects(() => storage.save(TEA), StoreError, "down");
  isDown = false;
  assertEquals(await storage.save(TEA), true);
});

Deno.test("a storage that can't be opened says so at each use, and may open later", async () => {
  await using storage = new DataStorage({ path: "deno.json/data.db" });
  await assertRejects(() => storage.save(TEA), ConfigError, "deno.json/data.db");
  await assertRejects(() => storage.get({}), ConfigError);
});

Deno.test("an index that is no field is refused at once", () => {
  assertThrows(() => new DataStorage({ path: ":memory:", indexes: ["$where"] }), ConfigError);
});
