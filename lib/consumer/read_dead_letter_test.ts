import { assertEquals } from "@std/assert";
import { WorkshopError } from "../core/mod.ts";
import type { ConsumedRecord } from "../kafka/mod.ts";
import { deadLetterOf } from "./dead_letter.ts";
import { readDeadLetter } from "./read_dead_letter.ts";

const encoder = new TextEncoder();
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
  ],
};

function lettered(record: ConsumedRecord, omitted: ("value" | "key" | "headers")[] = []) {
  const error = Object.assign(new WorkshopError("no price", { code: "PRICE_MISSING" }), {
    stage: "validate",
  });
  const story = { error, attempts: 4, firstTimeMs: 5, lastTimeMs: 9, groupId: "billing" };
  const { key = null, value, headers = [] } = deadLetterOf(record, story, omitted);
  const place = { topic: "DLQ", partition: 0, offset: 3n, timestampMs: 10 };
  return { ...place, key, value, headers };
}

Deno.test("what a dead letter tells is read back", () => {
  const record = lettered(RECORD);
  assertEquals(readDeadLetter(record), {
    record,
    origin: { topic: "orders", partition: 2, offset: 41n, timestampMs: 1_700_000_000_000 },
    errorClass: "WorkshopError",
    errorCode: "PRICE_MISSING",
    stage: "validate",
    message: "no price",
    attempts: 4,
    firstTimeMs: 5,
    lastTimeMs: 9,
    groupId: "billing",
    correlationId: "c-1",
    traceparent: "00-1-2-01",
    omitted: [],
  });
  assertEquals(readDeadLetter(lettered({ ...RECORD, timestampMs: -1 }))?.origin.timestampMs, -1);
  assertEquals(readDeadLetter(lettered(RECORD, ["value"]))?.omitted, ["value"]);
});

Deno.test("a letter of a letter tells its own failure, and one origin", () => {
  const again = lettered({ ...lettered(RECORD, ["value"]), topic: "other", offset: 7n });
  const names = again.headers.map(({ name }) => name);
  assertEquals(names.length, new Set(names).size);
  assertEquals(readDeadLetter(again)?.origin.topic, "other");
  assertEquals(readDeadLetter(again)?.omitted, []);
});

Deno.test("a record that doesn't tell its origin is no dead letter, whatever else it says", () => {
  assertEquals(readDeadLetter(RECORD), undefined);
  const header = (name: string, text: string) => ({ name, value: encoder.encode(text) });
  for (
    const [name, text] of [["partition", "x"], ["offset", "-1"], ["offset", "1e3"], ["topic", ""]]
  ) {
    const record = lettered(RECORD);
    const headers = record.headers.map((found) =>
      found.name === `dlq.original.${name}` ? header(found.name, text!) : found
    );
    assertEquals(readDeadLetter({ ...record, headers }), undefined);
  }
});
