import { assert, assertEquals } from "@std/assert";
import { encodeBatch } from "../../protocol/mod.ts";
import { FileStorage } from "../storage/files.ts";
import { tempFolder } from "../_test_folder.ts";
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from "./checkpoint.ts";
import { DEFAULT_LOG_CONFIG, type LogConfig } from "./log_config.ts";
import { PartitionLog } from "./partition_log.ts";

const NOW_MS = Date.UTC(2024, 0, 1);
const PRODUCER = { producerId: 7, producerEpoch: 0 };
const SEGMENT = "00000000000000000000.log";
const INDEX = "00000000000000000000.index";

function batch(sequence: number, options: { transactional?: boolean } = {}): Uint8Array {
  const value = new Uint8Array(1000).fill(sequence);
  const record = { timestampMs: NOW_MS + sequence, value };
  return encodeBatch([record], { ...PRODUCER, baseSequence: sequence, ...options });
}

const BATCH_BYTES = batch(0).length;

/** A data folder with one log, which is opened, closed and killed. */
class Workbench implements Disposable {
  readonly #path = tempFolder();
  #storage: FileStorage | undefined;
  log!: PartitionLog;

  /** The log's own folder. */
  get folder(): string {
    return `${this.#path}/orders-0`;
  }

  open(config: Partial<LogConfig> = {}): PartitionLog {
    const storage = this.#storage = new FileStorage(this.#path);
    const folder = storage.folder("orders-0");
    return this.log = new PartitionLog({ folder, config: { ...DEFAULT_LOG_CONFIG, ...config } });
  }

  close(): void {
    this.log.close();
    this.kill();
  }

  /** Ends it as SIGKILL does: nothing more is written. */
  kill(): void {
    this.#storage?.close();
    this.#storage = undefined;
  }

  append(...sequences: number[]): void {
    for (const sequence of sequences) {
      this.log.append(batch(sequence), { leaderEpoch: 3, nowMs: NOW_MS });
    }
  }

  /** Offsets that a reader finds who begins at an offset and reads one batch. */
  found(offset: number): number {
    const limits = { maxBytes: 1, endOffset: this.log.logEndOffset, atLeastOne: true };
    return this.log.read(offset, limits).nextOffset - 1;
  }

  /** Changes one byte of a file. */
  flip(name: string, at: number): void {
    const bytes = Deno.readFileSync(`${this.folder}/${name}`);
    bytes[at < 0 ? bytes.length + at : at]! ^= 1;
    Deno.writeFileSync(`${this.folder}/${name}`, bytes);
  }

  [Symbol.dispose](): void {
    this.kill();
    Deno.removeSync(this.#path, { recursive: true });
  }
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => from + index);

Deno.test("after a clean close nothing is read again, and everything is known", () => {
  using bench = new Workbench();
  bench.open({ segmentBytes: 5 * BATCH_BYTES });
  bench.append(...range(0, 23));
  bench.log.append(batch(23, { transactional: true }), { leaderEpoch: 4, nowMs: NOW_MS });
  bench.close();
  const log = bench.open();
  assertEquals([log.scannedBytes, log.damage], [0, undefined]);
  assertEquals([log.logEndOffset, log.lastStableOffset], [24, 23]);
  assertEquals(log.producers.list()[0]?.lastSequence, 23);
  assertEquals([log.epochs.epochOf(22), log.epochs.epochOf(23)], [3, 4]);
  assertEquals(log.offsetAtTime(NOW_MS + 17, 24)?.offset, 17);
  assertEquals(log.offsetOfMaxTimestamp()?.offset, 23);
  for (const offset of [0, 4, 5, 22]) assertEquals(bench.found(offset), offset);
  assertEquals(log.append(batch(23), { leaderEpoch: 4, nowMs: NOW_MS }).baseOffset, 23);
});

Deno.test("after a kill only what follows the checkpoint is read, in this segment and later ones", () => {
  using bench = new Workbench();
  bench.open({ segmentBytes: 10 * BATCH_BYTES });
  bench.append(...range(0, 14));
  bench.log.keep();
  bench.append(...range(14, 25));
  bench.kill();
  const log = bench.open();
  assertEquals(log.scannedBytes, 11 * BATCH_BYTES);
  assertEquals([log.logEndOffset, log.damage], [25, undefined]);
  assertEquals(log.producers.list()[0]?.lastSequence, 24);
  for (const offset of range(0, 25)) assertEquals(bench.found(offset), offset);
});

Deno.test("a tail that is damaged after the checkpoint is cut there", () => {
  using bench = new Workbench();
  bench.open();
  bench.append(...range(0, 5));
  bench.log.keep();
  bench.append(5, 6, 7);
  bench.kill();
  bench.flip(SEGMENT, 7 * BATCH_BYTES - 1);
  const { damage, logEndOffset, producers } = bench.open();
  assertEquals([damage?.position, damage?.offset], [6 * BATCH_BYTES, 6]);
  assertEquals([damage?.droppedBytes, damage?.missingOffsets], [2 * BATCH_BYTES, 0]);
  assertEquals([logEndOffset, producers.list()[0]?.lastSequence], [6, 5]);
});

Deno.test("a log that is shorter than its checkpoint is read whole, and what is missing is told", () => {
  using bench = new Workbench();
  bench.open();
  bench.append(...range(0, 5));
  bench.close();
  Deno.truncateSync(`${bench.folder}/${SEGMENT}`, 3 * BATCH_BYTES + 10);
  const log = bench.open();
  assertEquals([log.scannedBytes, log.logEndOffset], [3 * BATCH_BYTES, 3]);
  assertEquals([log.damage?.missingOffsets, log.damage?.droppedBytes], [2, 10]);
  assertEquals(log.producers.list()[0]?.lastSequence, 2);
});

for (const damaged of ["checkpoint", INDEX]) {
  for (const how of ["a byte flipped", "its end cut", "the file gone"]) {
    Deno.test(`a damaged ${damaged} does no harm: ${how}`, () => {
      using bench = new Workbench();
      bench.open();
      bench.append(...range(0, 60));
      bench.close();
      const path = `${bench.folder}/${damaged}`;
      if (how === "a byte flipped") bench.flip(damaged, -40);
      else if (how === "its end cut") Deno.truncateSync(path, Deno.statSync(path).size - 30);
      else Deno.removeSync(path);
      const log = bench.open();
      assertEquals(log.scannedBytes, damaged === "checkpoint" ? 60 * BATCH_BYTES : 0);
      assertEquals([log.logEndOffset, log.damage], [60, undefined]);
      assertEquals(log.producers.list()[0]?.lastSequence, 59);
      for (const offset of range(0, 60)) assertEquals(bench.found(offset), offset);
      bench.append(60);
      bench.close();
      bench.open();
      assertEquals(bench.log.scannedBytes, 0);
      for (const offset of range(0, 61)) assertEquals(bench.found(offset), offset);
    });
  }
}

Deno.test("an index grows from checkpoint to checkpoint, whatever a kill left in its file", () => {
  using bench = new Workbench();
  bench.open();
  for (const from of [0, 20, 40]) {
    bench.append(...range(from, from + 20));
    bench.log.keep();
  }
  const kept = Deno.readFileSync(`${bench.folder}/checkpoint`);
  bench.append(...range(60, 80));
  bench.log.keep();
  bench.kill();
  Deno.writeFileSync(`${bench.folder}/checkpoint`, kept); // the index is ahead of it
  assertEquals(bench.open().scannedBytes, 20 * BATCH_BYTES);
  bench.append(...range(80, 90));
  bench.close();
  bench.open();
  assertEquals(bench.log.scannedBytes, 0);
  for (const offset of range(0, 90)) {
    assertEquals(bench.found(offset), offset);
    assertEquals(bench.log.offsetAtTime(NOW_MS + offset, 90)?.offset, offset);
  }
});

Deno.test("a log that was cut forgets the checkpoint before it is cut", () => {
  using bench = new Workbench();
  bench.open();
  bench.append(...range(0, 30));
  bench.log.keep();
  bench.log.truncate(12);
  bench.append(...range(12, 50));
  bench.kill();
  const log = bench.open();
  assertEquals([log.logEndOffset, log.damage], [50, undefined]);
  assertEquals(log.producers.list()[0]?.lastSequence, 49);
  for (const offset of range(0, 50)) assertEquals(bench.found(offset), offset);
});

Deno.test("an empty segment at the end keeps its offset", () => {
  using bench = new Workbench();
  bench.open();
  bench.append(0, 1);
  bench.log.roll();
  bench.kill();
  Deno.truncateSync(`${bench.folder}/${SEGMENT}`, BATCH_BYTES); // as if cleaned
  assertEquals(bench.open().logEndOffset, 2);
});

Deno.test("a checkpoint is read as it was written, or not at all", () => {
  const checkpoint: Checkpoint = {
    segments: [{ baseOffset: 0, size: 9, entries: 1, firstTimestampMs: 5, maxTimestampMs: 6 }],
    nextOffset: 3,
    logStartOffset: 1,
    cleanedTo: 2,
    epochs: [{ epoch: 1, startOffset: 0 }],
    producers: [],
    aborted: [{ producerId: 1, firstOffset: 0, lastOffset: 2 }],
  };
  const bytes = encodeCheckpoint(checkpoint);
  assertEquals(decodeCheckpoint(bytes), checkpoint);
  for (let at = 0; at < bytes.length; at++) {
    const bad = bytes.slice();
    bad[at]! ^= 1;
    assert(decodeCheckpoint(bad) === undefined, `a flipped byte at ${at} was not seen`);
  }
});
