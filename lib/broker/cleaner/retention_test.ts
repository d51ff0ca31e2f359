import { assertEquals } from "@std/assert";
import { encodeBatch } from "../../protocol/mod.ts";
import { DEFAULT_LOG_CONFIG, type LogConfig } from "../log/log_config.ts";
import { PartitionLog } from "../log/partition_log.ts";
import { MemoryStorage } from "../storage/memory.ts";
import { applyRetention } from "./retention.ts";

const BATCH_BYTES = encodeBatch([{ timestampMs: 0, value: new Uint8Array(40) }]).length;

/** A log of segments of one record each, at these times. */
function logOf(times: readonly number[], config: Partial<LogConfig>): PartitionLog {
  const log = new PartitionLog({
    folder: new MemoryStorage().folder("orders-0"),
    config: { ...DEFAULT_LOG_CONFIG, segmentBytes: BATCH_BYTES, retentionMs: -1, ...config },
  });
  for (const timestampMs of times) {
    const batch = encodeBatch([{ timestampMs, value: new Uint8Array(40) }]);
    log.append(batch, { leaderEpoch: 0, nowMs: timestampMs });
  }
  log.advanceHighWatermark(log.logEndOffset);
  return log;
}

function startAfter(log: PartitionLog, nowMs: number): number {
  applyRetention(log, nowMs, (offset) => log.deleteBefore(offset));
  return log.logStartOffset;
}

Deno.test("segments go when their latest record is older than retention.ms, not at it", () => {
  const log = logOf([1000, 2000, 3000, 4000], { retentionMs: 500 });
  assertEquals([1500, 1501, 2501].map((nowMs) => startAfter(log, nowMs)), [0, 1, 2]);
  assertEquals(log.segments.map(({ baseOffset }) => baseOffset), [2, 3]);
});

Deno.test("a young segment keeps older ones that follow it", () => {
  assertEquals(startAfter(logOf([1000, 9000, 1000], { retentionMs: 500 }), 5000), 1);
});

Deno.test("when all segments go, an empty one follows and offsets go on", () => {
  const log = logOf([1000, 2000], { retentionMs: 500 });
  assertEquals([startAfter(log, 9000), log.logEndOffset, log.size], [2, 2, 0]);
  assertEquals(startAfter(log, 99_000), 2);
  const batch = encodeBatch([{ timestampMs: 9000, value: null }]);
  assertEquals(log.append(batch, { leaderEpoch: 0, nowMs: 9000 }).baseOffset, 2);
});

Deno.test("segments go as long as what is left is not below retention.bytes", () => {
  const times = [1, 2, 3, 4, 5];
  const startWith = (retentionBytes: number) => startAfter(logOf(times, { retentionBytes }), 10);
  assertEquals(startWith(5 * BATCH_BYTES), 0);
  assertEquals(startWith(4 * BATCH_BYTES + 1), 0);
  assertEquals(startWith(4 * BATCH_BYTES), 1);
  assertEquals(startWith(2 * BATCH_BYTES), 3);
  assertEquals(startWith(0), 5);
  assertEquals(startWith(-1), 0);
});

Deno.test("segments before the first readable offset go under every policy", () => {
  const log = logOf([1, 2, 3], { deletes: false, compacts: false });
  log.moveStart(2);
  assertEquals(log.segments.length, 3);
  assertEquals([startAfter(log, 10), log.segments.length], [2, 1]);
});

Deno.test("a log that is only compacted keeps its age", () => {
  const log = logOf([1, 2, 3], { deletes: false, retentionMs: 0, retentionBytes: 0 });
  assertEquals(startAfter(log, 10_000), 0);
});

Deno.test("nothing goes that a follower still lacks", () => {
  const log = new PartitionLog({
    folder: new MemoryStorage().folder("orders-0"),
    config: { ...DEFAULT_LOG_CONFIG, segmentBytes: BATCH_BYTES, retentionMs: 0 },
  });
  for (let index = 0; index < 3; index++) {
    const batch = encodeBatch([{ timestampMs: 1, value: new Uint8Array(40) }]);
    log.append(batch, { leaderEpoch: 0, nowMs: 1 });
  }
  log.advanceHighWatermark(1);
  assertEquals(startAfter(log, 10_000), 1);
});
