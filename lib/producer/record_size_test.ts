import { assertEquals } from "@std/assert";
import { seededRandom } from "../core/mod.ts";
import type { OutgoingRecord } from "../kafka/mod.ts";
import { encodeBatch } from "../protocol/mod.ts";
import { BATCH_HEADER_BYTES, contentBytes, recordBytes } from "./record_size.ts";

Deno.test("the size of a batch is told to the byte before it is encoded", () => {
  const random = seededRandom("record sizes");
  for (let round = 0; round < 40; round++) {
    const count = random.int(1, 200);
    const records = Array.from({ length: count }, () => ({
      timestampMs: 1_700_000_000_000 + random.int(-100_000, 10_000_000),
      key: random.int(0, 1) === 0 ? null : random.bytes(random.int(0, 200)),
      value: random.int(0, 9) === 0 ? null : random.bytes(random.int(0, 300)),
      headers: Array.from({ length: random.int(0, 2) }, () => ({
        name: random.pick(["a", "näme", "correlation-id"]),
        value: random.int(0, 3) === 0 ? null : random.bytes(random.int(0, 70)),
      })),
    })) satisfies OutgoingRecord[];
    const base = records[0]!.timestampMs;
    const told = records.reduce(
      (sum, record, at) => sum + recordBytes(contentBytes(record), record.timestampMs - base, at),
      BATCH_HEADER_BYTES,
    );
    const encoded = encodeBatch(records.map(({ headers, ...record }) => ({
      ...record,
      headers: headers.map(({ name, value }) => ({ key: name, value })),
    })));
    assertEquals(told, encoded.length);
  }
});
