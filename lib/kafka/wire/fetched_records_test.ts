import { assertEquals, assertThrows } from "@std/assert";
import { type BatchOptions, encodeBatch, encodeMarker, joinChunks } from "../../protocol/mod.ts";
import { CorruptDataError } from "../errors.ts";
import { type AbortedTransaction, recordsOf } from "./fetched_records.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function batch(values: readonly string[], options: BatchOptions & { key?: Uint8Array }) {
  const { key = null, ...rest } = options;
  const records = values.map((value) => ({ timestampMs: 1, key, value: encoder.encode(value) }));
  return encodeBatch(records, rest);
}

function marker(result: "abort" | "commit", producerId: number, baseOffset: number): Uint8Array {
  const options = { producerId, producerEpoch: 0, timestampMs: 1, baseOffset };
  return encodeMarker({ result, coordinatorEpoch: 0 }, options);
}

function read(
  batches: readonly Uint8Array[],
  options: { fromOffset?: number; aborted?: readonly AbortedTransaction[] } = {},
) {
  const { fromOffset = 0, aborted = [] } = options;
  const bytes = joinChunks([...batches]);
  const found = recordsOf({ topic: "orders", partition: 3, fromOffset, bytes, aborted });
  const values = found.records.map(({ value }) => decoder.decode(value!));
  return { values, nextOffset: found.nextOffset, records: found.records };
}

const inTransaction = (producerId: number, baseOffset: number): BatchOptions => ({
  producerId,
  producerEpoch: 0,
  baseSequence: 0,
  transactional: true,
  baseOffset,
});

Deno.test("records before the offset asked for are left out, and a cut-off tail is", () => {
  const first = batch(["a", "b", "c"], { baseOffset: 10 });
  const second = batch(["d"], { baseOffset: 13 });
  const found = read([first, second.subarray(0, 60)], { fromOffset: 11 });
  assertEquals([found.values, found.nextOffset], [["b", "c"], 13]);
  const [record] = found.records;
  assertEquals([record!.topic, record!.partition, record!.offset], ["orders", 3, 11n]);
});

Deno.test("a flipped bit anywhere in a batch is found, and says where", () => {
  const whole = batch(["some value", "another one"], { baseOffset: 5 });
  for (let at = 17; at < whole.length; at++) {
    const flipped = whole.slice();
    flipped[at]! ^= 1 << (at % 8);
    const error = assertThrows(() => read([flipped], { fromOffset: 5 }), CorruptDataError);
    assertEquals([error.code, error.offset, error.definite], ["CORRUPT_BATCH", 5n, true]);
  }
});

Deno.test("aborted records are left out, committed ones of the same producer after them are not", () => {
  const batches = [
    batch(["aborted"], inTransaction(7, 0)),
    marker("abort", 7, 1),
    batch(["committed"], inTransaction(7, 2)),
    marker("commit", 7, 3),
  ];
  const found = read(batches, { aborted: [{ producerId: 7, firstOffset: 0 }] });
  assertEquals([found.values, found.nextOffset], [["committed"], 4]);
});

Deno.test("several transactions that were aborted before the fetch began are all left out", () => {
  const batches = [
    batch(["of 8"], inTransaction(8, 10)),
    batch(["of 7"], inTransaction(7, 11)),
    marker("abort", 8, 12),
    batch(["of 8 again"], inTransaction(8, 13)),
    marker("commit", 8, 14),
    marker("abort", 7, 15),
  ];
  const aborted = [{ producerId: 7, firstOffset: 2 }, { producerId: 8, firstOffset: 3 }];
  const found = read(batches, { fromOffset: 10, aborted });
  assertEquals([found.values, found.nextOffset], [["of 8 again"], 16]);
});

Deno.test("a key of four zero bytes is no marker", () => {
  const batches = [
    batch(["a"], { ...inTransaction(7, 0), key: new Uint8Array(4) }),
    batch(["b"], inTransaction(7, 1)),
    marker("abort", 7, 2),
  ];
  assertEquals(read(batches, { aborted: [{ producerId: 7, firstOffset: 0 }] }).values, []);
});

Deno.test("records outside of transactions pass while another producer's are aborted", () => {
  const batches = [
    batch(["aborted"], inTransaction(7, 0)),
    batch(["plain"], { baseOffset: 1 }),
    batch(["idempotent"], { producerId: 7, producerEpoch: 0, baseSequence: 0, baseOffset: 2 }),
  ];
  const found = read(batches, { aborted: [{ producerId: 7, firstOffset: 0 }] });
  assertEquals(found.values, ["plain", "idempotent"]);
});
