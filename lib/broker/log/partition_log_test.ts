import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import {
  type BatchOptions,
  decodeRecords,
  encodeBatch,
  RecordBatch,
  splitBatches,
} from "../../protocol/mod.ts";
import { RequestError } from "../errors.ts";
import { FileStorage } from "../storage/files.ts";
import { MemoryStorage } from "../storage/memory.ts";
import { tempFolder } from "../_test_folder.ts";
import { DEFAULT_LOG_CONFIG, type LogConfig } from "./log_config.ts";
import { PartitionLog } from "./partition_log.ts";

const NOW_MS = Date.UTC(2024, 0, 1);
const CONTEXT = { leaderEpoch: 0, nowMs: NOW_MS };
const encoder = new TextEncoder();
const decoder = new TextDecoder();

function batch(values: string[], options: BatchOptions & { atMs?: number } = {}): Uint8Array {
  const { atMs = NOW_MS, ...rest } = options;
  const records = values.map((value, index) => ({
    timestampMs: atMs + index,
    value: encoder.encode(value),
  }));
  return encodeBatch(records, rest);
}

function memoryLog(config: Partial<LogConfig> = {}): PartitionLog {
  return new PartitionLog({
    folder: new MemoryStorage().folder("orders-0"),
    config: { ...DEFAULT_LOG_CONFIG, ...config },
  });
}

function append(log: PartitionLog, bytes: Uint8Array): number {
  const { baseOffset } = log.append(bytes, CONTEXT);
  log.advanceHighWatermark(log.logEndOffset);
  return baseOffset;
}

function valuesFrom(log: PartitionLog, offset: number, maxBytes = 1e6): string[] {
  const endOffset = log.highWatermark;
  const { slices } = log.read(offset, { maxBytes, endOffset, atLeastOne: true });
  return slices.flatMap((slice) => splitBatches(slice)).flatMap((one) => decodeRecords(one))
    .map(({ offset, value }) => `${offset}:${decoder.decode(value!)}`);
}

function refusal(work: () => unknown): string {
  return assertThrows(work, RequestError).code;
}

Deno.test("batches get offsets and leader epoch in place and are read back whole", () => {
  const log = memoryLog();
  assertEquals(append(log, batch(["a", "b"])), 0);
  assertEquals(append(log, batch(["c"], { codec: "gzip" })), 2);
  assertEquals(valuesFrom(log, 0), ["0:a", "1:b", "2:c"]);
  assertEquals(valuesFrom(log, 1), ["0:a", "1:b", "2:c"]);
  assertEquals(valuesFrom(log, 2), ["2:c"]);
  assertEquals(valuesFrom(log, 3), []);
  assertEquals([log.logStartOffset, log.logEndOffset], [0, 3]);
});

Deno.test("a read outside of the log is out of range", () => {
  const log = memoryLog();
  append(log, batch(["a"]));
  const limits = { maxBytes: 100, endOffset: 1, atLeastOne: true };
  assertEquals(refusal(() => log.read(-1, limits)), "OFFSET_OUT_OF_RANGE");
  assertEquals(refusal(() => log.read(2, limits)), "OFFSET_OUT_OF_RANGE");
});

Deno.test("a read keeps to its bytes, but returns one batch at least if asked to", () => {
  const log = memoryLog();
  for (const value of ["a", "b", "c"]) append(log, batch([value]));
  const size = batch(["a"]).length;
  assertEquals(valuesFrom(log, 0, size * 2), ["0:a", "1:b"]);
  assertEquals(valuesFrom(log, 1, 1), ["1:b"]);
  const none = log.read(1, { maxBytes: 1, endOffset: 3, atLeastOne: false });
  assertEquals(none.size, 0);
});

Deno.test("a batch that does not fit is not skipped for a smaller one in the next segment", () => {
  const log = memoryLog();
  append(log, batch(["x".repeat(1000)]));
  log.roll();
  append(log, batch(["small"]));
  const read = log.read(0, { maxBytes: 500, endOffset: 2, atLeastOne: false });
  assertEquals([read.size, read.nextOffset], [0, 0]);
});

Deno.test("many batches in many segments are found by offset and by time", () => {
  const log = memoryLog({ segmentBytes: 20_000 });
  for (let index = 0; index < 2000; index++) {
    append(log, batch([`v${index}`], { atMs: NOW_MS + index * 10 }));
  }
  for (const offset of [0, 1, 777, 1234, 1999]) {
    assertEquals(valuesFrom(log, offset, 1), [`${offset}:v${offset}`]);
    assertEquals(log.offsetAtTime(NOW_MS + offset * 10 - 3, 2000)?.offset, offset);
  }
  assertEquals(log.offsetAtTime(NOW_MS + 20_000, 2000), undefined);
  assertEquals(log.offsetOfMaxTimestamp()?.offset, 1999);
});

Deno.test("the time of a record inside a batch is looked up exactly, below the end only", () => {
  const log = memoryLog();
  append(log, batch(["a", "b", "c"], { codec: "zstd" }));
  assertEquals(log.offsetAtTime(NOW_MS + 1, 3)?.offset, 1);
  assertEquals(log.offsetAtTime(NOW_MS + 2, 2), undefined);
});

Deno.test("what a producer must not send is refused and leaves no trace", () => {
  const log = memoryLog({ maxMessageBytes: 200 });
  const flipped = batch(["abc"]);
  flipped[flipped.length - 2]! ^= 1;
  const two = new Uint8Array([...batch(["a"]), ...batch(["b"])]);
  const cases: [Uint8Array | null, string][] = [
    [null, "INVALID_RECORD"],
    [flipped, "CORRUPT_MESSAGE"],
    [two, "INVALID_RECORD"],
    [batch(["x".repeat(200)]), "MESSAGE_TOO_LARGE"],
    [batch(["a"], { control: true }), "INVALID_RECORD"],
    [batch(["a"], { producerId: 1, producerEpoch: 0 }), "INVALID_RECORD"],
    [batch(["a"], { atMs: NOW_MS + 3_600_001 }), "INVALID_TIMESTAMP"],
  ];
  for (const [bytes, code] of cases) assertEquals(refusal(() => append(log, bytes!)), code);
  assertEquals(log.logEndOffset, 0);
});

Deno.test("a flipped byte anywhere in a batch is refused", () => {
  const good = batch(["some value", "another"], { codec: "lz4" });
  for (let at = 16; at < good.length; at++) {
    const bad = good.slice();
    bad[at]! ^= 0x10;
    assert(["CORRUPT_MESSAGE", "INVALID_RECORD"].includes(refusal(() => append(memoryLog(), bad))));
  }
});

Deno.test("a compacted topic wants keys", () => {
  assertEquals(
    refusal(() => append(memoryLog({ compacts: true }), batch(["a"]))),
    "INVALID_RECORD",
  );
});

Deno.test("the broker's time replaces the client's where the topic says so", () => {
  const log = memoryLog({ logAppendTime: true });
  const appended = log.append(batch(["a", "b"], { atMs: 5 }), CONTEXT);
  assertEquals(appended.logAppendTimeMs, NOW_MS);
  log.advanceHighWatermark(2);
  const { slices } = log.read(0, { maxBytes: 1e6, endOffset: 2, atLeastOne: true });
  const [stored] = splitBatches(slices[0]!);
  assertEquals(stored!.computeCrc(), stored!.crc);
  assertEquals(decodeRecords(stored!).map(({ timestampMs }) => timestampMs), [NOW_MS, NOW_MS]);
});

Deno.test("a repeated batch is answered with the offset of its first time", () => {
  const log = memoryLog();
  const idempotent = { producerId: 3, producerEpoch: 0 };
  const first = () => batch(["a", "b"], { ...idempotent, baseSequence: 0 });
  assertEquals(append(log, first()), 0);
  assertEquals(append(log, batch(["c"], { ...idempotent, baseSequence: 2 })), 2);
  assertEquals(append(log, first()), 0);
  assertEquals(log.logEndOffset, 3);
  assertEquals(
    refusal(() => append(log, batch(["d"], { ...idempotent, baseSequence: 4 }))),
    "OUT_OF_ORDER_SEQUENCE_NUMBER",
  );
});

Deno.test("readers of committed records stop where a transaction is open", () => {
  const log = memoryLog();
  const one = { producerId: 1, producerEpoch: 0, transactional: true };
  const two = { producerId: 2, producerEpoch: 0, transactional: true };
  append(log, batch(["before"]));
  append(log, batch(["a"], { ...one, baseSequence: 0 }));
  append(log, batch(["b"], { ...two, baseSequence: 0 }));
  assertEquals([log.lastStableOffset, log.highWatermark], [1, 3]);
  const end = (producerId: number, committed: boolean) => {
    log.appendMarker({ producerId, producerEpoch: 0, coordinatorEpoch: 0, committed }, CONTEXT);
    log.advanceHighWatermark(log.logEndOffset);
  };
  end(2, true);
  assertEquals(log.lastStableOffset, 1);
  end(1, false);
  assertEquals(log.lastStableOffset, 5);
  const aborted = [{ producerId: 1, firstOffset: 1, lastOffset: 4 }];
  assertEquals(log.abortedWithin(0, 5), aborted);
  assertEquals(log.abortedWithin(4, 5), aborted);
  assertEquals(log.abortedWithin(0, 1), []);
  assertEquals(log.abortedWithin(5, 9), []);
});

Deno.test("records before an offset can be forgotten, with whole segments of them", () => {
  const log = memoryLog({ segmentBytes: 200 });
  for (const value of ["a", "b", "c", "d", "e", "f"]) append(log, batch([value]));
  const size = log.size;
  log.deleteBefore(4);
  assertEquals(log.logStartOffset, 4);
  assert(log.size < size);
  assertEquals(valuesFrom(log, 4, 1), ["4:e"]);
  assertEquals(
    refusal(() => log.read(3, { maxBytes: 1, endOffset: 6, atLeastOne: true })),
    "OFFSET_OUT_OF_RANGE",
  );
});

function withFolder(use: (path: string) => void): void {
  const path = tempFolder();
  try {
    use(path);
  } finally {
    Deno.removeSync(path, { recursive: true });
  }
}

/** Disposing it is a clean end; `kill` ends it as SIGKILL does, with no more writing. */
function openFiles(path: string): PartitionLog & Disposable & { kill(): void } {
  const storage = new FileStorage(path);
  const log = new PartitionLog({
    folder: storage.folder("orders-0"),
    config: { ...DEFAULT_LOG_CONFIG, segmentBytes: 400 },
  });
  let isKilled = false;
  return Object.assign(log, {
    kill() {
      isKilled = true;
      storage.close();
    },
    [Symbol.dispose]() {
      if (isKilled) return;
      log.close();
      storage.close();
    },
  });
}

const FIRST_SEGMENT = "orders-0/00000000000000000000.log";

Deno.test("a log in files is found as it was left: records, producers, transactions", () => {
  withFolder((path) => {
    const one = { producerId: 1, producerEpoch: 0, transactional: true };
    {
      using log = openFiles(path);
      for (const value of ["a", "b", "c", "d"]) append(log, batch([value]));
      append(log, batch(["e"], { ...one, baseSequence: 0 }));
      log.appendMarker(
        { producerId: 1, producerEpoch: 0, coordinatorEpoch: 0, committed: false },
        CONTEXT,
      );
      append(log, batch(["g"], { ...one, baseSequence: 1 }));
    }
    using log = openFiles(path);
    assertEquals(log.damage, undefined);
    assertEquals([log.logEndOffset, log.lastStableOffset], [7, 6]);
    assertEquals(valuesFrom(log, 3, 1), ["3:d"]);
    assertEquals(log.abortedWithin(0, 7), [{ producerId: 1, firstOffset: 4, lastOffset: 5 }]);
    assertEquals(append(log, batch(["g"], { ...one, baseSequence: 1 })), 6);
    assertEquals(append(log, batch(["h"], { ...one, baseSequence: 2 })), 7);
  });
});

Deno.test("a damaged end is cut, and told with its file and offset", () => {
  withFolder((path) => {
    const size = batch(["a"]).length;
    {
      using log = openFiles(path);
      for (let index = 0; index < 12; index++) append(log, batch(["a"]));
      log.kill();
    }
    const file = Deno.readFileSync(`${path}/${FIRST_SEGMENT}`);
    file[size * 3 - 2]! ^= 1;
    Deno.writeFileSync(`${path}/${FIRST_SEGMENT}`, file);
    using log = openFiles(path);
    assertStringIncludes(log.damage!.file, FIRST_SEGMENT);
    assertEquals([log.damage!.position, log.damage!.offset], [size * 2, 2]);
    assertEquals(log.damage!.droppedBytes, size * 10);
    assertEquals(log.logEndOffset, 2);
    assertEquals(append(log, batch(["b"])), 2);
    assertEquals(valuesFrom(log, 0), ["0:a", "1:a", "2:b"]);
  });
});

Deno.test("a batch that was cut anywhere is dropped, and nothing before it", () => {
  withFolder((path) => {
    const whole = batch(["a value of some length"]).length;
    for (let left = 0; left < whole; left++) {
      {
        using log = openFiles(path);
        const from = log.logEndOffset;
        for (let index = from; index < 3; index++) append(log, batch(["a value of some length"]));
      }
      Deno.truncateSync(`${path}/${FIRST_SEGMENT}`, whole * 2 + left);
      using log = openFiles(path);
      assertEquals(log.logEndOffset, 2);
    }
  });
});

Deno.test("batches larger than what is read at once are recovered too", () => {
  withFolder((path) => {
    const storage = new FileStorage(path);
    const config = { ...DEFAULT_LOG_CONFIG, maxMessageBytes: 20_000_000 };
    const open = () => new PartitionLog({ folder: storage.folder("big-0"), config });
    const log = open();
    append(log, batch(["small"]));
    append(log, batch(["x".repeat(9_000_000)]));
    append(log, batch(["last"]));
    log.close();
    const again = open();
    assertEquals(again.logEndOffset, 3);
    assertEquals(valuesFrom(again, 2, 1), ["2:last"]);
    assertEquals(valuesFrom(again, 1, 1)[0]!.length, 9_000_002);
    again.close();
    storage.close();
  });
});

Deno.test("the end of a leader epoch is where the next one began", () => {
  const log = memoryLog();
  log.append(batch(["a"]), { leaderEpoch: 1, nowMs: NOW_MS });
  log.append(batch(["b"]), { leaderEpoch: 4, nowMs: NOW_MS });
  assertEquals(log.epochs.endOf(1, 2), { epoch: 1, endOffset: 1 });
  assertEquals(log.epochs.endOf(3, 2), { epoch: 1, endOffset: 1 });
  assertEquals(log.epochs.endOf(4, 2), { epoch: 4, endOffset: 2 });
  assertEquals(log.epochs.endOf(5, 2), undefined);
  assertEquals([log.epochs.epochOf(0), log.epochs.epochOf(1)], [1, 4]);
});

Deno.test("the broker's own records are batches like others", () => {
  const log = memoryLog();
  log.appendRecords([{ timestampMs: 1, key: encoder.encode("k"), value: null }], CONTEXT);
  const [stored] = [...log.batches()];
  assert(stored instanceof RecordBatch);
  assertEquals(stored.computeCrc(), stored.crc);
});
