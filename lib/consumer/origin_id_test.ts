import { assertEquals } from "@std/assert";
import { deadLetterOf } from "./dead_letter.ts";
import { originIdOf } from "./origin_id.ts";
import { retryRecordOf } from "./retry_record.ts";

const RECORD = {
  ...{ topic: "orders", partition: 2, offset: 41n, timestampMs: 1 },
  ...{ key: null, value: null, headers: [] },
};

Deno.test("letters and records that wait are known by where they came from and their tries", () => {
  const story = { error: new Error(), attempts: 2, firstTimeMs: 5, lastTimeMs: 9 };
  const { headers = [] } = deadLetterOf(RECORD, story);
  assertEquals(originIdOf({ headers }), "dlq.orders/2/41/2");
  const waiting = retryRecordOf(RECORD, { ...story, groupId: "g", notBeforeMs: 9, delayMs: 1 });
  assertEquals(originIdOf({ headers: waiting.headers! }), "retry.orders/2/41/2");
  assertEquals(originIdOf(RECORD), undefined);
});
