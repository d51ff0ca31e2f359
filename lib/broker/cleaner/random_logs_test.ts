import { assert, assertEquals } from "@std/assert";
import { type Random, seededRandom } from "../../core/mod.ts";
import { tempFolder } from "../_test_folder.ts";
import { DEFAULT_LOG_CONFIG, type LogConfig } from "../log/log_config.ts";
import { PartitionLog } from "../log/partition_log.ts";
import { FileStorage } from "../storage/files.ts";
import { MemoryStorage } from "../storage/memory.ts";
import { cleanFully, committedRecords, lastValues, line, RandomLog } from "./_random_log.ts";

const NOW_MS = Date.UTC(2024, 0, 1);
const CONFIG: LogConfig = {
  ...DEFAULT_LOG_CONFIG,
  compacts: true,
  deletes: false,
  minCleanableRatio: 0,
  segmentBytes: 700,
  deleteRetentionMs: 1000,
};
const decoder = new TextDecoder();

/** Everything that must hold of a log after cleaning. */
function checkCleaned(
  log: PartitionLog,
  before: { lines: Set<string>; values: Map<string, string> },
) {
  const records = committedRecords(log);
  assertEquals(lastValues(records), before.values);
  const strangers = records.map(line).filter((one) => !before.lines.has(one));
  assertEquals(strangers, []);
  const cleaned = records.filter(({ offset }) => offset < log.cleanedTo);
  const keys = cleaned.map(({ key }) => decoder.decode(key!));
  assertEquals(new Set(keys).size, keys.length);
  for (const batch of log.batches()) assertEquals(batch.computeCrc(), batch.crc);
}

function picture(log: PartitionLog) {
  const records = committedRecords(log);
  return { lines: new Set(records.map(line)), values: lastValues(records) };
}

function stateOf(log: PartitionLog) {
  return {
    end: [log.logStartOffset, log.logEndOffset, log.lastStableOffset],
    producers: log.producers.list().map(({ lastTimestampMs: _, ...state }) => state)
      .sort((a, b) => a.producerId - b.producerId),
  };
}

Deno.test("random logs keep the last value of each key through any number of cleanings", () => {
  for (let seed = 0; seed < 30; seed++) {
    const random = seededRandom(`clean ${seed}`);
    const written = new RandomLog(
      new PartitionLog({ folder: new MemoryStorage().folder("orders-0"), config: CONFIG }),
      random,
    );
    const { log } = written;
    let nowMs = NOW_MS;
    for (let round = 0; round < 5; round++) {
      const appends = 5 + Math.floor(random.next() * 60);
      for (let index = 0; index < appends; index++) written.append(nowMs += 50);
      if (round === 4) written.endAll(nowMs);
      const before = picture(log);
      const state = stateOf(log);
      cleanFully(log, nowMs);
      assertEquals(stateOf(log), state, `seed ${seed}`);
      checkCleaned(log, before);
    }
  }
});

/** Ends a swap at its nth step by an error, as a crash would. */
class CrashingFiles implements Disposable {
  readonly #rename = Deno.renameSync;
  readonly #remove = Deno.removeSync;
  #left: number;

  constructor(steps: number) {
    this.#left = steps;
    const step = <A extends unknown[]>(work: (...args: A) => void) => (...args: A) => {
      if (this.#left-- === 0) throw new Error("crash");
      work(...args);
    };
    Deno.renameSync = step(this.#rename);
    Deno.removeSync = step(this.#remove);
  }

  get hasCrashed(): boolean {
    return this.#left < 0;
  }

  [Symbol.dispose](): void {
    Deno.renameSync = this.#rename;
    Deno.removeSync = this.#remove;
  }
}

function openFolder(path: string): { log: PartitionLog; storage: FileStorage } {
  const storage = new FileStorage(path);
  const folder = storage.folder("orders-0");
  return { log: new PartitionLog({ folder, config: CONFIG }), storage };
}

function crashOnce(path: string, random: Random, seed: number): void {
  let { log, storage } = openFolder(path);
  let written = new RandomLog(log, random);
  let nowMs = NOW_MS;
  for (let round = 0; round < 4; round++) {
    for (let index = 0; index < 40; index++) written.append(nowMs += 50);
    const before = picture(log);
    const state = stateOf(log);
    const crash = new CrashingFiles(Math.floor(random.next() * 12));
    try {
      cleanFully(log, nowMs);
    } catch {
      assert(crash.hasCrashed);
    } finally {
      crash[Symbol.dispose]();
    }
    log.close();
    storage.close();
    ({ log, storage } = openFolder(path));
    log.advanceHighWatermark(log.logEndOffset);
    written = written.reopened(log);
    assertEquals(log.damage, undefined);
    assertEquals(stateOf(log).end, state.end, `seed ${seed}`);
    const { values } = picture(log);
    assertEquals(values, before.values, `seed ${seed}`);
    const sequences = ({ producers }: ReturnType<typeof stateOf>) =>
      producers.map((
        { producerId, producerEpoch, lastSequence, openSince },
      ) => [producerId, producerEpoch, lastSequence, openSince]);
    assertEquals(sequences(stateOf(log)), sequences(state), `seed ${seed}`);
  }
  log.close();
  storage.close();
}

Deno.test("a crash at any step of a swap loses nothing and doubles nothing", () => {
  for (let seed = 0; seed < 20; seed++) {
    const path = tempFolder();
    try {
      crashOnce(path, seededRandom(`crash ${seed}`), seed);
    } finally {
      Deno.removeSync(path, { recursive: true });
    }
  }
});
