import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { ManualClock, seededRandom } from "../core/mod.ts";
import { dataMessageSchema, SchemaValidationError, validatePlainMessage } from "../schemas/mod.ts";
import { dataTuple, poisonFromData } from "./data_message.ts";
import { POISON_KINDS } from "./poison.ts";

Deno.test("a data item's key is its id, and its headers are content type and the item's time", () => {
  const clock = new ManualClock(Date.parse("2023-07-15T12:34:56.789Z"));
  const [key, value, headers] = dataTuple(seededRandom("a"), clock);
  assertEquals(key, value.id);
  assertMatch(key, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assertMatch(value.name, /^item_\d{8}$/);
  assertEquals(headers, {
    "content-type": "application/json",
    created_at: "2023-07-15T12:34:56.789Z",
  });
  assertEquals(value.created_at, headers.created_at);
});

Deno.test("data items fit their schema, differ, and a seed repeats them", () => {
  const items = (seed: string) => {
    const random = seededRandom(seed);
    return Array.from({ length: 500 }, () => dataTuple(random, new ManualClock()));
  };
  for (const [, value] of items("a")) {
    validatePlainMessage(JSON.stringify(value), dataMessageSchema());
  }
  assertEquals(new Set(items("a").map(([key]) => key)).size, 500);
  assertEquals(items("a"), items("a"));
});

Deno.test("a data item that was broken is never valid, whichever way", () => {
  const random = seededRandom("poison");
  for (const kind of POISON_KINDS) {
    for (let at = 0; at < 100; at++) {
      const { value } = poisonFromData(dataTuple(random, new ManualClock())[1], random, kind);
      assertThrows(() => validatePlainMessage(value, dataMessageSchema()), SchemaValidationError);
    }
  }
});
