import { assertEquals, assertRejects } from "@std/assert";
import { ConfigError } from "../core/mod.ts";
import { DataStorage } from "./data_storage.ts";
import type { LendStore } from "./store_contract.ts";

const TEA = {
  id: "6f1a7c1e-0000-4000-8000-000000000001",
  name: "item_00000001",
  created_at: "2023-07-15T12:34:56.789Z",
  metadata: { source: "system-a", version: "1.0.0" },
};

/** Registers the tests of the storage of the pub/sub system over any kind of store. */
export function testDataStorage(kind: string, lend: LendStore): void {
  const test = (name: string, run: (storage: DataStorage) => Promise<void>) =>
    Deno.test(`DataStorage on ${kind}: ${name}`, () =>
      lend(async (open) => {
        await using store = await open();
        await using storage = new DataStorage({ store });
        await run(storage);
        assertEquals(await store.count() > 0, true);
      }));

  test("data that is saved twice is there once and reads back as it was", async (storage) => {
    assertEquals([await storage.save(TEA), await storage.save(TEA)], [true, true]);
    assertEquals(await storage.get({}), [TEA]);
    assertEquals(await storage.get({ id: TEA.id }), [TEA]);
    await storage.ping();
  });

  test("conditions are joined, and the latest comes first", async (storage) => {
    const later = { ...TEA, id: "2", created_at: "2023-07-15T12:34:57Z" };
    await storage.save(later);
    await storage.save(TEA);
    assertEquals(await storage.get({ name: TEA.name }), [later, TEA]);
    assertEquals(await storage.get({ "metadata.source": "system-a" }, 1), [later]);
    assertEquals(await storage.get({ id: "2", name: TEA.name }), [later]);
    assertEquals(await storage.get({ id: "2", name: "item_2" }), []);
    assertEquals(await storage.get({ id: "3" }), []);
  });

  test("data that can't be stored is not, and an operator is no value", async (storage) => {
    await storage.save(TEA);
    assertEquals(await storage.save({ ...TEA, id: "" }), false);
    assertEquals(await storage.save({ ...TEA, id: { $gt: "" } as never }), false);
    assertEquals(await storage.save({ ...TEA, id: "3", created_at: "yesterday" }), false);
    await assertRejects(() => storage.get({ name: { $gt: "" } as never }), ConfigError);
    await assertRejects(() => storage.get({ id: { $gt: "" } as never }), ConfigError);
    assertEquals((await storage.get({})).length, 1);
  });
}
