import { assertEquals } from "@std/assert";
import { WorkshopError } from "../core/mod.ts";
import type { ConsumedRecord } from "../kafka/mod.ts";
import { readRetryRecord, retryRecordOf } from "./retry_record.ts";

const encoder = new TextEncoder();
const RECORD: ConsumedRecord = {
  topic: "orders",
  partition: 2,
  offset: 41n,
  timestampMs: 1_700_000_000_000,
  key: null,
  value: Uint8Array.of(0, 255, 1),
  headers: [
    { name: "correlation-id", value: encoder.encode("c-1") },
    { name: "retry.hint", value: null },
  ],
};
const STORY = {
  error: new WorkshopError("down", { code: "STORE_DOWN", retriable: true }),
  attempts: 1,
  firstTimeMs: 5,
  lastTimeMs: 9,
  groupId: "billing",
  notBeforeMs: 2009,
  delayMs: 2000,
};

function waiting(record: ConsumedRecord, story: Partial<typeof STORY> = {}): ConsumedRecord {
  const { key = null, value, headers = [] } = retryRecordOf(record, { ...STORY, ...story });
  const place = { topic: "orders.retry.1", partition: 2, offset: 0n, timestampMs: 10 };
  return { ...place, key, value, headers };
}

Deno.test("a record that waits is read back as it was where it came from", () => {
  const { error: _error, lastTimeMs: _lastTimeMs, ...told } = STORY;
  assertEquals(readRetryRecord(waiting(RECORD)), { ...told, original: RECORD });
});

Deno.test("waiting a second time leaves one origin, the first one", () => {
  const first = readRetryRecord(waiting(RECORD))!;
  const again = readRetryRecord(waiting(first.original, { attempts: 2 }));
  assertEquals(again?.original, RECORD);
  assertEquals(again?.attempts, 2);
});

Deno.test("a record without those headers isn't one that waits", () => {
  assertEquals(readRetryRecord(RECORD), undefined);
  const headers = waiting(RECORD).headers.filter(({ name }) => name !== "retry.not.before");
  assertEquals(readRetryRecord({ ...RECORD, headers }), undefined);
});
