import { assert, assertEquals } from "@std/assert";
import { decodeRecords, encodeBatch } from "../../protocol/mod.ts";
import { tempFolder } from "../_test_folder.ts";
import { DEFAULT_LOG_CONFIG, type LogConfig } from "../log/log_config.ts";
import { PartitionLog } from "../log/partition_log.ts";
import { FileStorage } from "../storage/files.ts";
import { MemoryStorage } from "../storage/memory.ts";
import { cleanLog } from "./clean_log.ts";
import { cleanRange } from "./clean_range.ts";
import { cleanFully, committedRecords, line } from "./_random_log.ts";

const NOW_MS = Date.UTC(2024, 0, 1);
const CONFIG: LogConfig = {
  ...DEFAULT_LOG_CONFIG,
  compacts: true,
  deletes: false,
  minCleanableRatio: 0,
  segmentBytes: 700,
  deleteRetentionMs: 1000,
};
const encoder = new TextEncoder();

function memoryLog(config: Partial<LogConfig> = {}): PartitionLog {
  const folder = new MemoryStorage().folder("orders-0");
  return new PartitionLog({ folder, config: { ...CONFIG, ...config } });
}

/** One segment of records like `"a=1"`; `"a"` alone is a tombstone. */
function segment(log: PartitionLog, records: readonly string[], options = {}): void {
  const inputs = records.map((record) => {
    const [key, value] = record.split("=");
    const bytes = value === undefined ? null : encoder.encode(value);
    return { timestampMs: NOW_MS, key: encoder.encode(key), value: bytes };
  });
  log.append(encodeBatch(inputs, options), { leaderEpoch: 0, nowMs: NOW_MS });
  log.advanceHighWatermark(log.logEndOffset);
  log.roll();
}

function batchesOf(log: PartitionLog): string[] {
  return [...log.batches()].map((batch) =>
    `${batch.baseOffset}-${batch.lastOffset}: ` +
    decodeRecords(batch).map((record) => batch.isControl ? "marker" : line(record)).join(", ")
  );
}

Deno.test("of each key the last record stays, where it was", () => {
  const log = memoryLog();
  segment(log, ["a=1", "b=1", "a=2"]);
  segment(log, ["c=1", "b=2"]);
  segment(log, ["a=3"]);
  assert(cleanFully(log, NOW_MS));
  assertEquals(batchesOf(log), ["3-4: 3 c=1, 4 b=2", "5-5: 5 a=3"]);
  assertEquals([log.cleanedTo, log.logEndOffset, log.logStartOffset], [6, 6, 0]);
  assertEquals(cleanFully(log, NOW_MS), false);
});

Deno.test("the segment that is appended to is left alone", () => {
  const log = memoryLog({ segmentBytes: 1e6 });
  log.append(
    encodeBatch([1, 2].map((value) => ({
      timestampMs: NOW_MS,
      key: encoder.encode("a"),
      value: Uint8Array.of(value),
    }))),
    { leaderEpoch: 0, nowMs: NOW_MS },
  );
  log.advanceHighWatermark(2);
  assertEquals(cleanRange(log, NOW_MS).cleanableBytes, 0);
  assertEquals(cleanFully(log, NOW_MS), false);
});

Deno.test("a tombstone goes when its time is over, and not before", () => {
  const log = memoryLog();
  segment(log, ["a=1"]);
  segment(log, ["a", "b=1"]);
  segment(log, ["c=1"]);
  cleanFully(log, NOW_MS);
  assertEquals(batchesOf(log), ["1-2: 1 a=∅, 2 b=1", "3-3: 3 c=1"]);
  segment(log, ["c=2"]);
  cleanFully(log, NOW_MS + 999);
  assertEquals(batchesOf(log), ["1-2: 1 a=∅, 2 b=1", "4-4: 4 c=2"]);
  segment(log, ["c=3"]);
  cleanFully(log, NOW_MS + 1000);
  assertEquals(batchesOf(log), ["1-2: 2 b=1", "5-5: 5 c=3"]);
});

Deno.test("aborted records go at once, their marker when nothing is left and its time is over", () => {
  const log = memoryLog();
  const producer = { producerId: 7, producerEpoch: 0, transactional: true };
  segment(log, ["a=1"]);
  segment(log, ["a=2"], { ...producer, baseSequence: 0 });
  const marker = { producerId: 7, producerEpoch: 0, coordinatorEpoch: 0, committed: false };
  log.appendMarker(marker, { leaderEpoch: 0, nowMs: NOW_MS });
  segment(log, ["b=1"]);
  segment(log, ["a=3"], { ...producer, baseSequence: 1 });
  log.appendMarker({ ...marker, committed: true }, { leaderEpoch: 0, nowMs: NOW_MS });
  segment(log, ["b=2"]);
  cleanFully(log, NOW_MS);
  assertEquals(batchesOf(log), ["2-2: marker", "4-4: 4 a=3", "5-5: marker", "6-6: 6 b=2"]);
  assertEquals(log.abortedWithin(0, 10).length, 1);
  for (const [round, left] of [[1, "2-2: marker"], [2, "4-4: 4 a=3"]] as const) {
    segment(log, ["c=1"]);
    cleanFully(log, NOW_MS + round * 1000);
    assertEquals([batchesOf(log)[0], log.abortedWithin(0, 10)], [left, []]);
  }
});

Deno.test("nothing from the last stable offset on is cleaned", () => {
  const log = memoryLog();
  segment(log, ["a=1"]);
  segment(log, ["a=2"]);
  segment(log, ["x=1"], { producerId: 7, producerEpoch: 0, transactional: true, baseSequence: 0 });
  segment(log, ["a=3"]);
  assertEquals(cleanRange(log, NOW_MS).endOffset, 2);
  cleanFully(log, NOW_MS);
  assertEquals(batchesOf(log), ["1-1: 1 a=2", "2-2: 2 x=1", "3-3: 3 a=3"]);
});

Deno.test("a producer's last batch stays as an empty header, so a repeat is known after a restart", () => {
  const path = tempFolder();
  const producer = { producerId: 9, producerEpoch: 2 };
  const open = (storage: FileStorage) =>
    new PartitionLog({ folder: storage.folder("orders-0"), config: CONFIG });
  {
    const storage = new FileStorage(path);
    const log = open(storage);
    segment(log, ["a=1", "a=2"], { ...producer, baseSequence: 0 });
    segment(log, ["b=1", "a=3"], { ...producer, baseSequence: 2 });
    segment(log, ["a=4", "b=2"]);
    segment(log, ["c=1"]);
    cleanFully(log, NOW_MS);
    assertEquals(batchesOf(log), ["2-3: ", "4-5: 4 a=4, 5 b=2", "6-6: 6 c=1"]);
    log.close();
    storage.close();
  }
  const storage = new FileStorage(path);
  const log = open(storage);
  assertEquals(log.producers.list()[0]?.lastSequence, 3);
  segment(log, ["b=1", "a=3"], { ...producer, baseSequence: 2 });
  assertEquals(log.logEndOffset, 7);
  log.close();
  storage.close();
  Deno.removeSync(path, { recursive: true });
});

Deno.test("the last batch that is cleaned stays as a header, so that the log's end is known", () => {
  const log = memoryLog();
  const producer = { producerId: 7, producerEpoch: 0, transactional: true };
  const marker = { producerId: 7, producerEpoch: 0, coordinatorEpoch: 0, committed: false };
  segment(log, ["a=1"]);
  segment(log, ["a=2"], { ...producer, baseSequence: 0 });
  log.appendMarker(marker, { leaderEpoch: 0, nowMs: NOW_MS });
  log.append(
    encodeBatch([{ timestampMs: NOW_MS, key: encoder.encode("b"), value: null }], {
      ...producer,
      baseSequence: 1,
    }),
    { leaderEpoch: 0, nowMs: NOW_MS },
  );
  log.advanceHighWatermark(log.logEndOffset);
  cleanFully(log, NOW_MS);
  assertEquals(batchesOf(log).slice(0, 2), ["0-0: 0 a=1", "1-1: "]);
});

Deno.test("young records wait, old ones are overdue", () => {
  const log = memoryLog({ minCompactionLagMs: 5000 });
  segment(log, ["a=1"]);
  segment(log, ["a=2"]);
  assertEquals(cleanRange(log, NOW_MS + 4999).cleanableBytes, 0);
  assert(cleanRange(log, NOW_MS + 5000).cleanableBytes > 0);
  const lazy = memoryLog({ minCleanableRatio: 1, maxCompactionLagMs: 5000 });
  segment(lazy, ["a=1"]);
  segment(lazy, ["a=2"]);
  assertEquals(cleanFully(lazy, NOW_MS + 5000), false);
  assertEquals(cleanFully(lazy, NOW_MS + 5001), true);
});

Deno.test("a fetch in a hole goes on after it", () => {
  const log = memoryLog({ segmentBytes: 1e6 });
  for (const record of ["a=1", "a=2", "a=3", "b=1", "a=4", "c=1"]) segment(log, [record]);
  cleanFully(log, NOW_MS);
  const limits = { maxBytes: 1, endOffset: log.highWatermark, atLeastOne: true };
  const from = (offset: number) => log.read(offset, limits).nextOffset;
  assertEquals([0, 1, 2, 3, 4, 5, 6].map(from), [4, 4, 4, 4, 5, 6, 6]);
});

Deno.test("a log with more keys than fit is cleaned in several runs", () => {
  const log = memoryLog();
  for (let round = 0; round < 3; round++) {
    for (let key = 0; key < 20; key++) segment(log, [`${key}=${round}`]);
  }
  let runs = 0;
  while (cleanFully(log, NOW_MS, 7) && runs < 100) runs++;
  assertEquals(
    committedRecords(log).map(line),
    [...Array(20).keys()].map((key) => `${40 + key} ${key}=2`),
  );
  assert(runs > 3 && runs < 100);
});

Deno.test("a log that is closed or cut while it is cleaned stays as it was", () => {
  for (const end of ["close", "cut"] as const) {
    const log = memoryLog();
    for (const record of ["a=1", "b=1", "a=2", "c=1"]) segment(log, [record]);
    const work = cleanLog(log, { range: cleanRange(log, NOW_MS), nowMs: NOW_MS });
    for (let step = 0; step < 5; step++) assertEquals(work.next().done, false);
    if (end === "close") log.close();
    else log.deleteBefore(2);
    while (!work.next().done);
    assertEquals(log.cleanedTo, 0);
    assertEquals(batchesOf(log).length, end === "close" ? 4 : 2);
  }
});
