import { assertEquals, assertRejects } from "@std/assert";
import { type Call, type DocumentStore, watched } from "./document_store.ts";

/** Registers what the lab's stores have in common, so that a verdict is the same on each. */
export function testDocuments(
  kind: string,
  lend: (use: (store: DocumentStore) => Promise<void>) => Promise<void>,
): void {
  Deno.test(`the lab's documents in ${kind}: a write counts the version on`, () =>
    lend(async (store) => {
      assertEquals(await store.get("a"), undefined);
      await store.put("a", { n: 1, inner: { text: "x" } });
      assertEquals(await store.get("a"), { value: { n: 1, inner: { text: "x" } }, version: 1 });
      await store.put("a", { m: 2 });
      assertEquals(await store.get("a"), { value: { m: 2 }, version: 2 });
    }));

  Deno.test(`the lab's documents in ${kind}: putIf writes only what is still as it was read`, () =>
    lend(async (store) => {
      assertEquals(await store.putIf("a", { n: 1 }, 1), false);
      assertEquals(await store.putIf("a", { n: 1 }, undefined), true);
      assertEquals(await store.putIf("a", { n: 2 }, undefined), false);
      assertEquals(await store.putIf("a", { n: 2 }, 1), true);
      assertEquals(await store.putIf("a", { n: 3 }, 1), false);
      assertEquals(await store.get("a"), { value: { n: 2 }, version: 2 });
    }));

  Deno.test(`the lab's documents in ${kind}: add begins at 0 and leaves other fields alone`, () =>
    lend(async (store) => {
      await store.add("a", "n", 5);
      await store.add("a", "n", -7);
      assertEquals(await store.get("a"), { value: { n: -2 }, version: 2 });
      await store.put("b", { text: "x" });
      await store.add("b", "n", 1);
      assertEquals(await store.get("b"), { value: { text: "x", n: 1 }, version: 2 });
    }));

  Deno.test(`the lab's documents in ${kind}: what is no id, JSON or field is refused`, () =>
    lend(async (store) => {
      await assertRejects(() => store.get({ $gt: "" } as never), TypeError, "id");
      await assertRejects(() => store.put("a", { n: 1n }), TypeError, "Number(");
      await assertRejects(() => store.put("a", 5 as never), TypeError, "object");
      await assertRejects(() => store.add("a", "$n", 1), TypeError, "field");
      await assertRejects(() => store.add("a", "n", "1" as never), TypeError, "number");
      assertEquals(await store.get("a"), undefined);
    }));

  Deno.test(`the lab's documents in ${kind}: calls are counted, and one that is cut is not made`, () =>
    lend(async (store) => {
      const calls: [number, Call, string][] = [];
      const seen = watched(store, {
        before(...call) {
          calls.push(call);
          return call[0] === 3 ? Promise.reject(new Error("cut")) : Promise.resolve();
        },
      });
      await seen.put("a", {});
      await seen.get("a");
      await assertRejects(() => seen.add("a", "n", 1), Error, "cut");
      assertEquals(calls, [[1, "put", "a"], [2, "get", "a"], [3, "add", "a"]]);
      assertEquals(await store.get("a"), { value: {}, version: 1 });
    }));
}
