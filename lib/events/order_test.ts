import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { seededRandom } from "../core/mod.ts";
import { orderSchema, SchemaValidationError, validatePlainMessage } from "../schemas/mod.ts";
import { orderText, poisonFromOrder, randomOrder, sampleOrder } from "./order.ts";
import { POISON_KINDS } from "./poison.ts";

Deno.test("the sample order is one monitor for HAKKACHE, each under a UUID of its own", () => {
  const random = seededRandom("sample");
  const { order_id, ...rest } = sampleOrder(random);
  assertEquals(rest, { user: "HAKKACHE", item: "MONITOR", quantity: 1 });
  assertMatch(order_id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assertEquals(sampleOrder(random).order_id === order_id, false);
});

Deno.test("random orders fit their schema, differ, and a seed repeats them", () => {
  const orders = (seed: string) => {
    const random = seededRandom(seed);
    return Array.from({ length: 200 }, () => orderText(randomOrder(random)));
  };
  for (const text of orders("a")) validatePlainMessage(text, orderSchema());
  assertEquals(new Set(orders("a")).size, 200);
  assertEquals(orders("a"), orders("a"));
});

Deno.test("an order's text is JSON with a blank after each comma and colon", () => {
  const order = { order_id: "1", user: 'A "B"', item: "C, D: E", quantity: 2 };
  const text = orderText(order);
  assertEquals(text, '{"order_id": "1", "user": "A \\"B\\"", "item": "C, D: E", "quantity": 2}');
  assertEquals(JSON.parse(text), order);
});

Deno.test("an order that was broken is never valid, whichever way", () => {
  const random = seededRandom("poison");
  for (const kind of POISON_KINDS) {
    for (let at = 0; at < 100; at++) {
      const { value } = poisonFromOrder(randomOrder(random), random, kind);
      assertThrows(() => validatePlainMessage(value, orderSchema()), SchemaValidationError);
    }
  }
});
