import { assertEquals } from "@std/assert";
import { fromMongo, toMongo } from "./mongo_document.ts";

const ORIGIN = { topic: "orders", partition: 2, offset: 2n ** 62n + 1n };

Deno.test("keys that mean something to MongoDB are written in another way, and read back", () => {
  const body = JSON.parse(
    `{"$where":1,"a.b":{"_bsontype":"Code","":[{"%24":1,"toBSON":2}]},"__proto__":3,"\\u0000":4}`,
  );
  const stored = toMongo({ id: "a", timeMs: 5, body, origin: ORIGIN }, 7n);
  assertEquals(Object.keys(stored.body), ["%24where", "a%2eb", "__proto__", "%00"]);
  assertEquals(Object.keys(stored.body["a%2eb"] as object), ["%5fbsontype", ""]);
  assertEquals(JSON.stringify(fromMongo(stored).body), JSON.stringify(body));
});

Deno.test("a body with ordinary keys is stored as it is", () => {
  const body = { city: { name: "Bandung" }, tags: ["a"] };
  const document = { id: "a", timeMs: 5, body, origin: ORIGIN, counts: { "a.b": 2 } };
  const stored = toMongo(document, 7n);
  assertEquals(stored.body === body, true);
  assertEquals(stored.counts, [{ name: "a.b", value: 2 }]);
  assertEquals([stored._id, stored.sequence, stored.time.getTime()], ["a", 7n, 5]);
  const { counts: _, ...rest } = document;
  assertEquals(fromMongo(stored), rest);
});
