import { assert, assertEquals, assertThrows } from "@std/assert";
import { decodeRecords, encodeBatch, RecordBatch } from "../../protocol/mod.ts";
import { FileStorage } from "../storage/files.ts";
import { MemoryStorage } from "../storage/memory.ts";
import type { LogFolder } from "../storage/storage.ts";
import { tempFolder } from "../_test_folder.ts";
import { DEFAULT_LOG_CONFIG } from "./log_config.ts";
import { Segments } from "./segments.ts";

const FOLDER = "orders-0";
const decoder = new TextDecoder();

function batchOf(offset: number): RecordBatch {
  const value = new TextEncoder().encode(`v${offset}`);
  const batch = new RecordBatch(encodeBatch([{ timestampMs: 1000 + offset, value }]));
  batch.place(offset, 0);
  return batch;
}

/** A log of 9 batches, 3 to a segment. */
function filled(folder: LogFolder): Segments {
  const segments = new Segments(folder);
  for (let offset = 0; offset < 9; offset++) {
    if (offset % 3 === 0) segments.roll(offset);
    segments.append(batchOf(offset), DEFAULT_LOG_CONFIG);
  }
  return segments;
}

function valuesOf(segments: Segments): string[] {
  return [...segments.batches()].flatMap((batch) => decodeRecords(batch))
    .map(({ offset, value }) => `${offset}:${decoder.decode(value!)}`);
}

const ALL = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((offset) => `${offset}:v${offset}`);
const CLEANED = [1, 4, 6, 7, 8].map((offset) => `${offset}:v${offset}`);

function clean(segments: Segments): void {
  const replaced = segments.all.slice(0, 2);
  const kept = function* () {
    for (const segment of replaced) {
      for (const batch of segment.recordBatches()) if (batch.baseOffset % 3 === 1) yield batch;
    }
  };
  segments.replace(replaced, kept());
}

/** Runs the work with a data folder and all that is opened on it, one after the other. */
function withFolder(work: (path: string, open: () => Segments) => void): void {
  const path = tempFolder();
  const opened: [Segments, FileStorage][] = [];
  const closeAll = () => {
    for (const [segments, storage] of opened.splice(0)) {
      segments.close();
      storage.close();
    }
  };
  const open = () => {
    closeAll();
    const storage = new FileStorage(path);
    const segments = new Segments(storage.folder(FOLDER));
    segments.recover(() => {});
    opened.push([segments, storage]);
    return segments;
  };
  try {
    const storage = new FileStorage(path);
    opened.push([filled(storage.folder(FOLDER)), storage]);
    work(`${path}/${FOLDER}`, open);
  } finally {
    closeAll();
    Deno.removeSync(path, { recursive: true });
  }
}

Deno.test("segments tell their sizes and their times", () => {
  const segments = filled(new MemoryStorage().folder(FOLDER));
  const told = segments.all.map(({ baseOffset, size, firstTimestampMs, maxTimestampMs }) => [
    baseOffset,
    size > 0,
    firstTimestampMs,
    maxTimestampMs,
  ]);
  assertEquals(told, [[0, true, 1000, 1002], [3, true, 1003, 1005], [6, true, 1006, 1008]]);
});

Deno.test("an empty segment is not ended", () => {
  const segments = new Segments(new MemoryStorage().folder(FOLDER));
  segments.roll(0);
  segments.append(batchOf(0), DEFAULT_LOG_CONFIG);
  segments.roll(1);
  segments.roll(1);
  assertEquals(segments.all.map(({ baseOffset }) => baseOffset), [0, 1]);
});

Deno.test("one cleaned segment takes the place of several, in memory and in files", () => {
  const inMemory = filled(new MemoryStorage().folder(FOLDER));
  clean(inMemory);
  assertEquals(valuesOf(inMemory), CLEANED);
  withFolder((_path, open) => {
    clean(open());
    const again = open();
    assertEquals(valuesOf(again), CLEANED);
    assertEquals(again.all.map(({ baseOffset }) => baseOffset), [0, 6]);
  });
});

Deno.test("the segment that is appended to is never replaced", () => {
  const segments = filled(new MemoryStorage().folder(FOLDER));
  assertThrows(() => segments.replace(segments.all.slice(1), []), RangeError);
});

Deno.test("a cleaning that fails in its middle leaves the old segments and no trace", () => {
  withFolder((path, open) => {
    const segments = open();
    const failing = function* () {
      yield batchOf(0);
      throw new Error("the source can't be read");
    };
    assertThrows(() => segments.replace(segments.all.slice(0, 2), failing()), Error, "source");
    assertEquals(valuesOf(segments), ALL);
    assert([...Deno.readDirSync(path)].every(({ name }) => name.endsWith(".log")));
  });
});

/** The files as the steps of a swap leave them, from the first to the last. */
const STEPS: { name: string; expected: string[]; prepare: (path: string) => void }[] = [
  {
    name: "while the cleaned segment is written",
    expected: ALL,
    prepare: (path) => Deno.writeFileSync(`${path}/${padded(0)}.log.cleaned`, batchOf(1).bytes),
  },
  { name: "when it is whole", expected: CLEANED, prepare: writeSwap },
  {
    name: "when a replaced segment is gone",
    expected: CLEANED,
    prepare(path) {
      writeSwap(path);
      Deno.removeSync(`${path}/${padded(3)}.log`);
    },
  },
];

function padded(offset: number): string {
  return String(offset).padStart(20, "0");
}

function writeSwap(path: string): void {
  const bytes = new Uint8Array([...batchOf(1).bytes, ...batchOf(4).bytes]);
  Deno.writeFileSync(`${path}/${padded(0)}-${padded(6)}.log.swap`, bytes);
}

for (const { name, expected, prepare } of STEPS) {
  Deno.test(`a process that ends in a swap leaves the old or the new: ${name}`, () => {
    withFolder((path, open) => {
      prepare(path);
      assertEquals(valuesOf(open()), expected);
      assertEquals(valuesOf(open()), expected);
      assert([...Deno.readDirSync(path)].every(({ name }) => name.endsWith(".log")));
    });
  });
}

Deno.test("a log is cut at an offset, with the whole batch that holds it", () => {
  const segments = filled(new MemoryStorage().folder(FOLDER));
  for (const offset of [7, 3, 0]) {
    segments.truncate(offset);
    assertEquals(valuesOf(segments), ALL.slice(0, offset));
  }
});
