import { assertEquals } from "@std/assert";
import type { ConsumedRecord } from "../../consumer/mod.ts";
import { FilterSubject, matches } from "./match_filter.ts";
import { parseFilter } from "./parse_filter.ts";

const encoder = new TextEncoder();

function record(value: string | Uint8Array | null, more: Partial<ConsumedRecord> = {}) {
  return {
    topic: "t",
    partition: 3,
    offset: 9007199254740993n,
    timestampMs: Date.UTC(2026, 0, 31, 12),
    key: encoder.encode("order-7"),
    value: typeof value === "string" ? encoder.encode(value) : value,
    headers: [
      { name: "shop", value: encoder.encode("north") },
      { name: "shop", value: encoder.encode("south") },
      { name: "empty", value: null },
    ],
    ...more,
  };
}

function check(of: ConsumedRecord, yes: readonly string[], no: readonly string[]) {
  for (const text of yes) {
    assertEquals(matches(parseFilter(text)!, new FilterSubject(of)), true, text);
  }
  for (const text of no) {
    assertEquals(matches(parseFilter(text)!, new FilterSubject(of)), false, text);
  }
}

Deno.test("keys, headers and places are compared", () => {
  check(record("x"), [
    "key = order-7",
    "key ~ er-",
    "partition = 3",
    "offset = 9007199254740993",
    "offset > 9007199254740992",
    "timestamp >= 2026-01-31T12:00:00Z",
    "header.shop = south",
    "header.empty = null",
    "header.none != x",
    "order",
    "north",
    "partition = 3 and not (key = a or value = y)",
  ], [
    "key = Order-7",
    "offset = 9007199254740992",
    "header.shop != south",
    "header.none = x",
    "timestamp < 2026-01-31T12:00:00Z",
    "partition < 3",
    'header.empty = "null"',
  ]);
});

Deno.test("numbers in JSON are compared digit by digit", () => {
  const id = "9007199254740993";
  check(record(`{"user":{"id":${id},"name":"Å\\"x"},"list":[1,[2.50]],"on":true,"no":null}`), [
    `value.user.id = ${id}`,
    "value.user.id > 9007199254740992",
    "value.list[1][0] = 2.5",
    "value.list[1][0] < 1e999999999",
    'value.user.name = "Å\\"x"',
    "value.on = true",
    "value.no = null",
    'value.user ~ "\\"name\\""',
    "value.gone != 1",
  ], [
    "value.user.id = 9007199254740992",
    "value.user.id < 9007199254740993",
    "value.list[2] = 1",
    "value.gone = 1",
    "value.user.id.x = 1",
    'value.no = "null"',
    "value.on > 5",
  ]);
});

Deno.test("a tombstone, other bytes and broken JSON are compared as what they are", () => {
  check(record(null), ["value = null", "value != x", "not value ~ x"], [
    "value = x",
    "value.a = 1",
  ]);
  check(record(new Uint8Array([0xff, 0x41])), ["value ~ A"], ["value = A", "value.a = 1"]);
  check(record('{"a":1,"b":'), ["value.a = 1", "value ~ b"], ["value.b = 1"]);
});

Deno.test("a value that is nested a million deep is passed over, not followed", () => {
  const depth = 1_000_000;
  const value = `{"deep":${"[".repeat(depth)}${"]".repeat(depth)},"id":7}`;
  check(record(value), ["value.id = 7"], ["value.id = 8"]);
});
