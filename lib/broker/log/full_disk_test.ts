import { assertEquals, assertThrows } from "@std/assert";
import { encodeBatch } from "../../protocol/mod.ts";
import { errorNameOf } from "../errors.ts";
import { MemoryStorage } from "../storage/memory.ts";
import { type LogFolder, type SegmentFile, StorageError } from "../storage/storage.ts";
import { PartitionLog } from "./partition_log.ts";

/** A folder whose disk is full as long as the test says so. */
class FullDisk {
  isFull = false;
  readonly folder: LogFolder;

  constructor() {
    const inner = new MemoryStorage().folder("orders-0");
    this.folder = { ...inner, create: (baseOffset) => this.#limited(inner.create(baseOffset)) };
  }

  #limited(segment: SegmentFile): SegmentFile {
    const append = segment.append.bind(segment);
    segment.append = (bytes) => {
      if (this.isFull) throw new StorageError("No space left");
      append(bytes);
    };
    return segment;
  }
}

Deno.test("a full disk refuses a batch without a trace, and takes it when there is room", () => {
  const disk = new FullDisk();
  const log = new PartitionLog({ folder: disk.folder });
  const batch = (baseSequence: number) =>
    encodeBatch([{ timestampMs: 1, value: Uint8Array.of(1) }], {
      producerId: 1,
      producerEpoch: 0,
      baseSequence,
    });
  const context = { leaderEpoch: 0, nowMs: 1 };
  log.append(batch(0), context);
  disk.isFull = true;
  const error = assertThrows(() => log.append(batch(1), context), StorageError);
  assertEquals(errorNameOf(error), "KAFKA_STORAGE_ERROR");
  assertEquals([log.logEndOffset, log.producers.list()[0]!.lastSequence], [1, 0]);
  disk.isFull = false;
  assertEquals(log.append(batch(1), context).baseOffset, 1);
});

Deno.test("what nobody foresaw is not turned into an answer", () => {
  assertThrows(() => errorNameOf(new TypeError("a fault of ours")), TypeError);
});
