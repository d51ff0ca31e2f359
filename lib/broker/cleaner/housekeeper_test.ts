import { assert, assertEquals } from "@std/assert";
import { ManualClock, nullLogger, waitFor } from "../../core/mod.ts";
import { encodeBatch } from "../../protocol/mod.ts";
import { DEFAULT_LOG_CONFIG, type LogConfig } from "../log/log_config.ts";
import { PartitionLog } from "../log/partition_log.ts";
import { MemoryStorage } from "../storage/memory.ts";
import { type LogFolder, StorageError } from "../storage/storage.ts";
import { Timers } from "../timers.ts";
import { committedRecords, lastValues } from "./_random_log.ts";
import { Housekeeper, type HousekeeperOptions, type KeptLog } from "./housekeeper.ts";

const START_MS = Date.UTC(2024, 0, 1);
const encoder = new TextEncoder();

function memoryFolder(): LogFolder {
  return new MemoryStorage().folder("orders-0");
}

function keptLog(
  config: Partial<LogConfig>,
  options: Partial<KeptLog & { folder: LogFolder }> = {},
) {
  const { folder = memoryFolder(), name = "orders-0", isInternal = false } = options;
  const log = new PartitionLog({
    folder,
    config: { ...DEFAULT_LOG_CONFIG, segmentBytes: 200, minCleanableRatio: 0, ...config },
  });
  return { log, name, isInternal, moveStart: (offset: number) => log.deleteBefore(offset) };
}

function append(log: PartitionLog, key: string, size = 50): void {
  const record = { timestampMs: START_MS, key: encoder.encode(key), value: new Uint8Array(size) };
  log.append(encodeBatch([record]), { leaderEpoch: 0, nowMs: START_MS });
  log.advanceHighWatermark(log.logEndOffset);
}

function housekeeper(logs: readonly KeptLog[], options: Partial<HousekeeperOptions> = {}) {
  const clock = new ManualClock(START_MS);
  const timers = new Timers(clock);
  const keeper = new Housekeeper({
    clock,
    timers,
    logger: nullLogger,
    logs: () => logs,
    ...options,
  });
  const stop = { [Symbol.dispose]: () => (keeper.close(), timers.close()) };
  return { clock, keeper, stop };
}

function batches(log: PartitionLog): number {
  return [...log.batches()].length;
}

Deno.test("old records go every five minutes, superseded ones every fifteen seconds", async () => {
  const old = keptLog({ retentionMs: 1000 });
  const compacted = keptLog({ compacts: true, deletes: false });
  for (const key of ["a", "a", "a", "b"]) {
    append(old.log, key);
    append(compacted.log, key);
  }
  const { clock, stop } = housekeeper([old, compacted]);
  using _ = stop;
  clock.advance(15_000);
  await waitFor(() => batches(compacted.log) === 2, { what: "the compaction" });
  assertEquals(batches(old.log), 4);
  clock.advance(285_000);
  await waitFor(() => batches(old.log) === 0, { what: "the removal" });
  append(compacted.log, "b");
  append(compacted.log, "c");
  await waitFor(() => {
    clock.advance(15_000);
    return batches(compacted.log) === 3;
  }, { what: "the next compaction" });
});

Deno.test("what is compacted and deleted goes when it is asked to", async () => {
  const both = keptLog({ compacts: true, deletes: true, retentionMs: 1000 });
  for (const key of ["a", "a", "b"]) append(both.log, key);
  const { clock, keeper, stop } = housekeeper([both]);
  using _ = stop;
  await keeper.cleanNow();
  assertEquals([batches(both.log), both.log.logStartOffset], [2, 0]);
  clock.advance(1001);
  await keeper.cleanNow();
  assertEquals([batches(both.log), both.log.logStartOffset], [0, 3]);
});

Deno.test("the cluster's own logs are rolled early, those of clients never", async () => {
  const config = { compacts: true, deletes: false, segmentBytes: 1e8 };
  const logs = [keptLog(config, { isInternal: true }), keptLog(config)];
  for (const { log } of logs) {
    for (let index = 0; index < 12; index++) append(log, "a", 100_000);
  }
  const { keeper, stop } = housekeeper(logs);
  using _ = stop;
  await keeper.cleanNow();
  assertEquals(logs.map(({ log }) => batches(log)), [1, 12]);
});

Deno.test("a log whose disk refuses is told, and does not hold up the others", async () => {
  const folder = memoryFolder();
  folder.createCleaned = () => {
    throw new StorageError("No space left");
  };
  const config = { compacts: true, deletes: false };
  const logs = [keptLog(config, { folder, name: "full-0" }), keptLog(config)];
  for (const { log } of logs) for (const key of ["a", "a", "b"]) append(log, key);
  const messages: string[] = [];
  const logger = { ...nullLogger, log: (_: unknown, message: string) => messages.push(message) };
  const { keeper, stop } = housekeeper(logs, { logger });
  using _ = stop;
  await keeper.cleanNow();
  assertEquals(logs.map(({ log }) => batches(log)), [3, 2]);
  assertEquals(messages.length, 1);
  assert(messages[0]!.includes("full-0") && messages[0]!.includes("No space left"));
});

Deno.test("closing it in the middle leaves a log whole, and nothing half done", async () => {
  const folder = memoryFolder();
  const { createCleaned, swap } = folder;
  const counts = { begun: 0, swapped: 0, removed: 0 };
  folder.createCleaned = (baseOffset) => {
    counts.begun++;
    const file = createCleaned(baseOffset);
    const remove = file.remove.bind(file);
    file.remove = () => (counts.removed++, remove());
    return file;
  };
  folder.swap = (...args) => (counts.swapped++, swap(...args));
  const kept = keptLog({ compacts: true, deletes: false, segmentBytes: 1e6 }, { folder });
  for (let index = 0; index < 20_000; index++) append(kept.log, `k${index % 5000}`, 2000);
  const { keeper, stop } = housekeeper([kept]);
  const cleaning = keeper.cleanNow();
  await waitFor(() => counts.begun > 0, { what: "a segment being cleaned", intervalMs: 1 });
  stop[Symbol.dispose]();
  await cleaning;
  assertEquals([counts.begun, kept.log.cleanedTo], [counts.swapped + counts.removed, 0]);
  assertEquals(counts.removed, 1);
  assertEquals(lastValues(committedRecords(kept.log)).size, 5000);
});
