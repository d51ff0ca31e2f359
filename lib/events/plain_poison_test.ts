import { assertEquals, assertThrows } from "@std/assert";
import { ManualClock, seededRandom } from "../core/mod.ts";
import {
  dataMessageSchema,
  orderSchema,
  SchemaValidationError,
  validatePlainMessage,
} from "../schemas/mod.ts";
import { dataTuple } from "./data_message.ts";
import { randomOrder } from "./order.ts";
import { poisonFromPlain } from "./plain_poison.ts";

Deno.test("a broken order or data item is never valid, and each way of breaking comes", () => {
  const random = seededRandom("poison");
  const kinds = new Map<string, number>();
  for (let at = 0; at < 2000; at++) {
    const [poison, schema] = at % 2 === 0
      ? [poisonFromPlain(randomOrder(random), ["order_id", "quantity"], random), orderSchema()]
      : [
        poisonFromPlain(dataTuple(random, new ManualClock())[1], ["id", "name"], random),
        dataMessageSchema(),
      ];
    assertThrows(() => validatePlainMessage(poison.value, schema), SchemaValidationError);
    kinds.set(poison.kind, (kinds.get(poison.kind) ?? 0) + 1);
  }
  assertEquals([...kinds.keys()].sort(), [
    "bad_json",
    "empty_value",
    "missing_field",
    "wrong_type",
  ]);
  for (const count of kinds.values()) assertEquals(count > 400, true);
});
