import { assertEquals } from "@std/assert";
import { COMPRESSION_CODECS, decodeRecords, encodeBatch, RecordBatch } from "../../protocol/mod.ts";
import { cleanBatch, deleteHorizonOf } from "./clean_batch.ts";
import golden from "./testdata/cleaned_batches.json" with { type: "json" };

/** When the golden batches were cleaned, and how long their tombstones were to stay. */
const HORIZON_MS = 21_000;

for (const { what, kept, keepsEmpty, isMarkerOfNothing, before, after } of golden) {
  Deno.test(`a batch is cleaned byte for byte as Apache Kafka does: ${what}`, () => {
    const bytes = cleanBatch(new RecordBatch(Uint8Array.fromBase64(before)), {
      keeps: ({ offset }) => kept.includes(offset),
      keepsEmpty,
      isMarkerOfNothing,
      horizonMs: HORIZON_MS,
    });
    assertEquals(bytes?.toBase64() ?? "", after);
  });
}

Deno.test("what stays of a compressed batch is compressed with the same codec", () => {
  for (const codec of COMPRESSION_CODECS) {
    const records = Array.from({ length: 50 }, (_, index) => ({
      timestampMs: 1000 + index,
      key: Uint8Array.of(index),
      value: index === 7 ? null : new Uint8Array(100).fill(index),
    }));
    const before = new RecordBatch(encodeBatch(records, { codec, baseOffset: 30 }));
    const after = new RecordBatch(
      cleanBatch(before, {
        keeps: ({ offset }) => offset < 60,
        keepsEmpty: false,
        isMarkerOfNothing: false,
        horizonMs: 99,
      })!,
    );
    assertEquals([after.codec, after.crc], [codec, after.computeCrc()]);
    assertEquals([after.baseOffset, after.lastOffset, after.count], [30, 79, 30]);
    assertEquals([deleteHorizonOf(after), after.maxTimestampMs], [99, 1029]);
    assertEquals(decodeRecords(after), decodeRecords(before).slice(0, 30));
  }
});
