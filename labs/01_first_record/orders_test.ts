import { assertEquals } from "@std/assert";
import { seededRandom } from "../../lib/core/mod.ts";
import { partitionForKey } from "../../lib/protocol/mod.ts";
import { FIRST_ORDER, ordersOfAll, orderText, randomOrders } from "./orders.ts";

Deno.test("a seed gives the same orders again, each with an id of its own", () => {
  const orders = randomOrders(seededRandom("a"), 50);
  assertEquals(orders, randomOrders(seededRandom("a"), 50));
  assertEquals(new Set(orders.map((order) => order.order_id)).size, 50);
  assertEquals(orders.every((order) => Number.isInteger(order.quantity)), true);
});

Deno.test("the customers' keys reach each partition, so that a fixed one is noticed", () => {
  const keys = ordersOfAll(seededRandom("b")).map((order) => new TextEncoder().encode(order.user));
  assertEquals(new Set(keys.map((key) => partitionForKey(key, 3))).size, 3);
});

Deno.test("an order is shown on lines that can be wrapped", () => {
  assertEquals(JSON.parse(orderText(FIRST_ORDER)), FIRST_ORDER);
  assertEquals(orderText({ a: "b", c: 1 }), '{"a": "b", "c": 1}');
});
