import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { systemClock } from "../../core/mod.ts";
import { tempFolder } from "../_test_folder.ts";
import { FileStorage } from "./files.ts";
import { MemoryStorage } from "./memory.ts";
import { type SegmentFile, type Storage, StorageError } from "./storage.ts";

const bytes = (...values: number[]) => Uint8Array.from(values);
const joined = (pieces: Uint8Array[]) => pieces.flatMap((piece) => [...piece]);

function withStorages(check: (storage: Storage, kind: string) => void): void {
  check(new MemoryStorage(), "memory");
  const dataDir = tempFolder();
  const files = new FileStorage(dataDir);
  try {
    check(files, "files");
  } finally {
    files.close();
    Deno.removeSync(dataDir, { recursive: true });
  }
}

function withSegment(check: (segment: SegmentFile) => void): void {
  withStorages((storage) => {
    const segment = storage.folder("orders-0").create(0);
    check(segment);
    segment.close();
  });
}

Deno.test("a segment gives back from a position what was appended", () => {
  withSegment((segment) => {
    segment.append(bytes(1, 2, 3));
    segment.append(bytes(4, 5));
    segment.append(bytes(6));
    assertEquals(segment.size, 6);
    assertEquals(joined(segment.read(0, 100)), [1, 2, 3, 4, 5, 6]);
    assertEquals(joined(segment.read(3, 100)), [4, 5, 6]);
    assertEquals(joined(segment.read(6, 100)), []);
  });
});

Deno.test("a segment forgets what was cut", () => {
  withSegment((segment) => {
    segment.append(bytes(1, 2, 3));
    segment.append(bytes(4, 5));
    segment.truncate(4);
    segment.append(bytes(9));
    assertEquals(joined(segment.read(0, 100)), [1, 2, 3, 4, 9]);
    segment.truncate(0);
    assertEquals([segment.size, joined(segment.read(0, 100))], [0, []]);
  });
});

Deno.test("a small batch does not keep the large buffer that it came in", () => {
  const segment = new MemoryStorage().folder("orders-0").create(0);
  const buffer = new Uint8Array(65_536).fill(7);
  segment.append(buffer.subarray(0, 100));
  assertEquals(segment.read(0, 100)[0]!.buffer.byteLength, 100);
});

Deno.test("a data folder keeps segments in the order of their offsets", () => {
  const dataDir = tempFolder();
  {
    const storage = new FileStorage(dataDir);
    for (const baseOffset of [100, 0]) {
      const segment = storage.folder("orders-0").create(baseOffset);
      segment.append(bytes(baseOffset));
      segment.close();
    }
    storage.close();
  }
  const storage = new FileStorage(dataDir);
  const segments = storage.folder("orders-0").open();
  assertEquals(storage.names(), ["orders-0"]);
  assertEquals(segments.map(({ baseOffset, size }) => [baseOffset, size]), [[0, 1], [100, 1]]);
  assertEquals(joined(segments[1]!.read(0, 10)), [100]);
  for (const segment of segments) segment.close();
  storage.folder("orders-0").remove();
  assertEquals(storage.names(), []);
  storage.close();
  Deno.removeSync(dataDir, { recursive: true });
});

Deno.test("a data folder that can't be made is told with its path", () => {
  const dataDir = tempFolder();
  const file = Deno.makeTempFileSync({ dir: dataDir });
  const error = assertThrows(() => new FileStorage(`${file}/data`), StorageError);
  assertStringIncludes(error.message, `${file}/data`);
  Deno.removeSync(dataDir, { recursive: true });
});

Deno.test("two clusters can't use one data folder", () => {
  const dataDir = tempFolder();
  const first = new FileStorage(dataDir);
  const error = assertThrows(() => new FileStorage(dataDir), StorageError);
  assertEquals(error.code, "DATA_FOLDER_IN_USE");
  first.close();
  new FileStorage(dataDir).close();
  Deno.removeSync(dataDir, { recursive: true });
});

Deno.test("a folder is free once its cluster is closed, whatever processes are started meanwhile", async () => {
  const dataDir = tempFolder();
  const starting = new Worker(new URL("./_starts_processes.ts", import.meta.url), {
    type: "module",
  });
  const started = Promise.withResolvers<void>();
  let isStarted = false;
  starting.onmessage = () => started.resolve();
  started.promise.then(() => isStarted = true);
  while (!isStarted) {
    for (let turn = 0; turn < 100; turn++) new FileStorage(dataDir).close();
    await systemClock.sleep(0);
  }
  starting.terminate();
  Deno.removeSync(dataDir, { recursive: true });
});
