import { assertEquals } from "@std/assert";
import { headerText, WorkshopError } from "../core/mod.ts";
import type { ConsumedRecord } from "../kafka/mod.ts";
import { deadLetterOf } from "./dead_letter.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const RECORD: ConsumedRecord = {
  topic: "orders",
  partition: 2,
  offset: 41n,
  timestampMs: 1_700_000_000_000,
  key: encoder.encode("k"),
  value: Uint8Array.of(0, 255, 1),
  headers: [
    { name: "correlation-id", value: encoder.encode("c-1") },
    { name: "traceparent", value: encoder.encode("00-1-2-01") },
    { name: "dlq.attempts", value: encoder.encode("9") },
    { name: "dlq.note", value: null },
  ],
};

function headersOf(error: unknown): Record<string, string | undefined> {
  const story = { error, attempts: 4, firstTimeMs: 5, lastTimeMs: 9, groupId: "billing" };
  return Object.fromEntries(
    deadLetterOf(RECORD, story).headers!.map(({ name, value }) => [
      name,
      value === null ? undefined : decoder.decode(value),
    ]),
  );
}

Deno.test("a dead letter keeps its bytes and its headers, and tells where it came from and why", () => {
  const error = Object.assign(
    new WorkshopError("no price", { code: "PRICE_MISSING" }),
    { stage: "validate" },
  );
  const letter = deadLetterOf(RECORD, { error, attempts: 4, firstTimeMs: 5, lastTimeMs: 9 });
  assertEquals([letter.key, letter.value], [RECORD.key, RECORD.value]);
  assertEquals(headersOf(error), {
    "correlation-id": "c-1",
    "traceparent": "00-1-2-01",
    "dlq.note": undefined,
    "dlq.original.topic": "orders",
    "dlq.original.partition": "2",
    "dlq.original.offset": "41",
    "dlq.original.timestamp": "1700000000000",
    "dlq.error.class": "WorkshopError",
    "dlq.error.code": "PRICE_MISSING",
    "dlq.error.stage": "validate",
    "dlq.attempts": "4",
    "dlq.first.time": "5",
    "dlq.last.time": "9",
    "dlq.group": "billing",
    "dlq.error.message": "no price",
  });
  const long = new WorkshopError("x".repeat(9999), { code: "LONG" });
  assertEquals(headersOf(long)["dlq.error.message"]?.length, 500);
});

Deno.test("the text of an error that isn't ours is not told: it may quote the payload", () => {
  let thrown: unknown;
  try {
    JSON.parse('{"secret": "hunter2"');
  } catch (error) {
    thrown = error;
  }
  const headers = headersOf(thrown);
  assertEquals(
    [headers["dlq.error.class"], headers["dlq.error.code"], headers["dlq.error.stage"]],
    [
      "SyntaxError",
      "UNEXPECTED",
      "handler",
    ],
  );
  assertEquals(Object.values(headers).some((value) => value?.includes("hunter2")), false);
  assertEquals(headersOf("just text")["dlq.error.class"], "string");
});

Deno.test("an error's name and stage are told only where they look like names", () => {
  const strange = Object.assign(new Error("x"), { name: 'quotes "hunter2"', stage: "a b" });
  const headers = headersOf(strange);
  assertEquals([headers["dlq.error.class"], headers["dlq.error.stage"]], ["Error", "handler"]);
});

Deno.test("a letter that goes without parts says which and how large they are", () => {
  const story = { error: new Error(), attempts: 1, firstTimeMs: 5, lastTimeMs: 9 };
  const withoutValue = deadLetterOf(RECORD, story, ["value"]);
  assertEquals([withoutValue.key, withoutValue.value], [RECORD.key, null]);
  const letter = deadLetterOf(RECORD, story, ["value", "key", "headers"]);
  const text = (name: string) => headerText(letter.headers!, name);
  assertEquals([letter.key, letter.value], [null, null]);
  assertEquals(text("dlq.omitted"), "value,key,headers");
  assertEquals(Number(text("dlq.omitted.bytes")), 3 + 1 + 14 + 3 + 11 + 9 + 12 + 1 + 8);
  assertEquals([text("correlation-id"), text("traceparent")], ["c-1", "00-1-2-01"]);
  assertEquals(text("dlq.note"), undefined);
});
