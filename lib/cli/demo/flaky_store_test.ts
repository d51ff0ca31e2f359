import { assertEquals, assertRejects } from "@std/assert";
import { seededRandom } from "../../core/mod.ts";
import { openSqliteStore, StoreError } from "../../storage/mod.ts";
import { flakyStore } from "./flaky_store.ts";

const documents = [1, 2].map((n) => ({
  id: `d-${n}`,
  timeMs: 0,
  body: {},
  origin: { topic: "t", partition: 0, offset: BigInt(n) },
}));

Deno.test("a document that is refused among others is refused once more alone, then taken", async () => {
  await using store = openSqliteStore({ path: ":memory:" });
  const flaky = flakyStore(store, { share: 1, random: seededRandom("flaky") });
  await assertRejects(() => flaky.saveAll(documents), StoreError);
  await assertRejects(() => flaky.save(documents[0]!), StoreError);
  assertEquals(await flaky.save(documents[0]!), "inserted");
});
