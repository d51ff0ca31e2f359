import { assert, assertEquals, assertThrows } from "@std/assert";
import { Buffer } from "node:buffer";
import { seededRandom } from "../core/mod.ts";
import { checkBatch, splitBatches } from "./batch_split.ts";
import { COMPRESSION_CODECS } from "./compression.ts";
import { decodeMarker, encodeMarker } from "./control_batch.ts";
import { ProtocolError } from "./protocol_error.ts";
import { RecordBatch } from "./record_batch.ts";
import { decodeRecords, encodeBatch, type RecordInput } from "./records.ts";
import golden from "./testdata/batches.json" with { type: "json" };
import { joinChunks } from "./writer.ts";

const encoder = new TextEncoder();

function javaBatch(name: keyof typeof golden): RecordBatch {
  return new RecordBatch(Uint8Array.fromBase64(golden[name]));
}

/** The forty records that the Java client wrote into the golden batches. */
function javaRecords(): RecordInput[] {
  return Array.from({ length: 40 }, (_, i) => ({
    timestampMs: 1_700_000_000_000 + i * 1000 - (i === 7 ? 5_000_000_000 : 0),
    key: i % 5 === 0 ? null : encoder.encode(`key-${i}`),
    value: i % 9 === 0 ? null : encoder.encode(`value ${i} of Jakarta, Jakarta, Jakarta`),
    headers: i % 3 === 0
      ? [{ key: "trace", value: encoder.encode("abc") }, { key: "empty", value: null }]
      : [],
  }));
}

const JAVA_OPTIONS = {
  baseOffset: 1_234_567_890_123,
  leaderEpoch: 9,
  producerId: 4711,
  producerEpoch: 3,
  baseSequence: 17,
  transactional: true,
};

function orders(count: number): RecordInput[] {
  return Array.from({ length: count }, (_, i) => ({
    timestampMs: 1000 + i,
    key: encoder.encode(`k${i}`),
    value: encoder.encode(`v${i}`),
  }));
}

Deno.test("the bytes of an uncompressed batch are those the Java client writes", () => {
  assertEquals(encodeBatch(javaRecords(), JAVA_OPTIONS).toBase64(), golden.none);
});

Deno.test("the Java client's batches are read with each codec", () => {
  const expected = javaRecords().map((record, index) => ({
    ...record,
    offset: JAVA_OPTIONS.baseOffset + index,
  }));
  for (const codec of COMPRESSION_CODECS) {
    const batch = javaBatch(codec);
    checkBatch(batch);
    assertEquals(batch.codec, codec);
    assertEquals(decodeRecords(batch), expected as never);
  }
});

Deno.test("the header of a batch is read without its records", () => {
  const batch = javaBatch("gzip");
  assertEquals(
    [batch.magic, batch.baseOffset, batch.lastOffset, batch.nextOffset, batch.leaderEpoch],
    [2, 1_234_567_890_123, 1_234_567_890_162, 1_234_567_890_163, 9],
  );
  assertEquals([batch.producerId, batch.producerEpoch, batch.baseSequence], [4711, 3, 17]);
  assertEquals([batch.lastSequence, batch.count, batch.lastOffsetDelta], [56, 40, 39]);
  assertEquals([batch.isTransactional, batch.isControl, batch.isLogAppendTime], [
    true,
    false,
    false,
  ]);
  assertEquals([batch.baseTimestampMs, batch.maxTimestampMs], [1700000000000, 1700000039000]);
  assertEquals(batch.sizeInBytes, batch.bytes.length);
  assertEquals(batch.hasDeleteHorizon, false);
});

Deno.test("a batch of each codec comes back as it went in", () => {
  for (const codec of COMPRESSION_CODECS) {
    const [batch] = splitBatches(encodeBatch(orders(300), { codec, baseOffset: 5 }));
    checkBatch(batch!);
    const back = decodeRecords(batch!);
    assertEquals(back.length, 300);
    assertEquals(back.map(({ offset }) => offset), back.map((_, index) => index + 5));
    assertEquals(back[299]!.value, encoder.encode("v299"));
  }
});

Deno.test("transaction markers are those the Java broker writes", () => {
  for (const result of ["commit", "abort"] as const) {
    const theirs = javaBatch(result);
    assertEquals(decodeMarker(theirs), { result, coordinatorEpoch: 12 });
    const ours = encodeMarker({ result, coordinatorEpoch: 12 }, {
      producerId: 4711,
      producerEpoch: 3,
      timestampMs: 1_700_000_000_000,
      baseOffset: theirs.baseOffset,
      leaderEpoch: 9,
    });
    assertEquals(ours.toBase64(), golden[result]);
    assertEquals([theirs.attributes, theirs.isControl, theirs.baseSequence], [0x30, true, -1]);
  }
});

Deno.test("placing a batch in a log leaves its CRC valid", () => {
  const batch = new RecordBatch(encodeBatch(orders(3)));
  batch.place(2 ** 40 + 1, 7);
  checkBatch(batch);
  assertEquals([batch.baseOffset, batch.leaderEpoch, batch.lastOffset], [
    2 ** 40 + 1,
    7,
    2 ** 40 + 3,
  ]);
});

Deno.test("the broker's time replaces that of all records under a new CRC", () => {
  const batch = new RecordBatch(encodeBatch(orders(3), { codec: "zstd" })).copy();
  batch.stampLogAppendTime(1_800_000_000_000);
  checkBatch(batch);
  assertEquals([batch.isLogAppendTime, batch.maxTimestampMs, batch.codec], [
    true,
    1_800_000_000_000,
    "zstd",
  ]);
  assertEquals(new Set(decodeRecords(batch).map((record) => record.timestampMs)).size, 1);
});

Deno.test("a batch may have gaps between its offsets and reach beyond its last record", () => {
  const records = [3, 8].map((offset) => ({ ...orders(1)[0]!, offset }));
  const batch = new RecordBatch(encodeBatch(records, { baseOffset: 2, lastOffsetDelta: 10 }));
  assertEquals(decodeRecords(batch).map((record) => record.offset), [3, 8]);
  assertEquals([batch.baseOffset, batch.lastOffset, batch.count], [2, 12, 2]);
  assertThrows(() => checkBatch(batch), ProtocolError, "last offset delta");
});

Deno.test("a batch without records keeps its producer's last sequence", () => {
  const batch = new RecordBatch(
    encodeBatch([], { producerId: 1, producerEpoch: 0, baseSequence: 4, lastOffsetDelta: 2 }),
  );
  assertEquals([batch.count, batch.lastSequence, decodeRecords(batch)], [0, 6, []]);
});

Deno.test("sequence numbers wrap after 2³¹ − 1", () => {
  const batch = new RecordBatch(encodeBatch(orders(3), { baseSequence: 2 ** 31 - 2 }));
  assertEquals(batch.lastSequence, 0);
});

Deno.test("a blob of records is split into batches that are views of it", () => {
  const blob = joinChunks([encodeBatch(orders(1)), encodeBatch(orders(2)), encodeBatch(orders(3))]);
  const batches = splitBatches(blob);
  assertEquals(batches.map((batch) => batch.count), [1, 2, 3]);
  assert(batches.every((batch) => batch.bytes.buffer === blob.buffer));
});

Deno.test("a batch cut off is an error, or left out where a fetch may cut it", () => {
  const blob = joinChunks([encodeBatch(orders(1)), encodeBatch(orders(2))]);
  for (const cut of [1, 20, 60, 70]) {
    const bytes = blob.subarray(0, blob.length - cut);
    const error = assertThrows(() => splitBatches(bytes), ProtocolError);
    assertEquals(error.code, "TRUNCATED");
    assertEquals(splitBatches(bytes, { partialTail: true }).length, 1);
  }
});

Deno.test("a copy of a batch read from a socket's Buffer shares no bytes with it", () => {
  const buffer = Buffer.from(encodeBatch(orders(1)));
  const [batch] = splitBatches(buffer);
  const copy = batch!.copy();
  copy.place(9, 1);
  assertEquals([batch!.baseOffset, copy.baseOffset, copy.bytes.constructor], [0, 9, Uint8Array]);
});

Deno.test("wrong magic, CRC, length and count have their own codes", () => {
  const codeOf = (change: (bytes: Uint8Array, view: DataView) => void, seal: boolean) => {
    const bytes = encodeBatch(orders(3));
    change(bytes, new DataView(bytes.buffer, bytes.byteOffset));
    if (seal) new RecordBatch(bytes).seal();
    return assertThrows(() => {
      for (const batch of splitBatches(bytes)) {
        checkBatch(batch);
        decodeRecords(batch);
      }
    }, ProtocolError).code;
  };
  assertEquals(codeOf((bytes) => bytes[16] = 1, false), "BAD_MAGIC");
  assertEquals(codeOf((bytes) => bytes[70]! ^= 1, false), "BAD_CRC");
  assertEquals(codeOf((_, view) => view.setInt32(8, 10), false), "BAD_LENGTH");
  assertEquals(codeOf((_, view) => view.setInt32(57, 4), true), "BAD_RECORD_COUNT");
  assertEquals(
    codeOf((_, view) => {
      view.setInt32(57, 4);
      view.setInt32(23, 3);
    }, true),
    "BAD_RECORD_COUNT",
  );
  assertEquals(codeOf((bytes) => bytes[22] = 5, true), "BAD_COMPRESSION");
});

Deno.test("damaged batches under a valid CRC throw a ProtocolError and nothing else", () => {
  const random = seededRandom("damaged batches");
  let refused = 0;
  for (let round = 0; round < 5000; round++) {
    const bytes = encodeBatch(orders(5), { codec: random.pick(COMPRESSION_CODECS) });
    for (let flips = random.int(1, 3); flips > 0; flips--) {
      bytes[random.int(21, bytes.length - 1)] = random.int(0, 255);
    }
    const batch = new RecordBatch(bytes);
    batch.seal();
    try {
      decodeRecords(batch, 1_000_000);
    } catch (error) {
      assert(error instanceof ProtocolError, String(error));
      refused++;
    }
  }
  assert(refused > 1000, `only ${refused} were refused`);
});
