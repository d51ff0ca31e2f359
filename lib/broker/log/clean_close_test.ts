import { assertEquals } from "@std/assert";
import { encodeBatch } from "../../protocol/mod.ts";
import { FileStorage } from "../storage/files.ts";
import { tempFolder } from "../_test_folder.ts";
import { keepCleanClose, takeCleanClose } from "./clean_close.ts";
import { PartitionLog } from "./partition_log.ts";

const NAME = "orders-0";
const CONTEXT = { leaderEpoch: 0, nowMs: 1 };
const batch = () => encodeBatch([{ timestampMs: 1, value: Uint8Array.of(1) }]);

/** A folder with a log of three batches that was closed cleanly. */
function closedFolder(): string {
  const path = tempFolder();
  const storage = new FileStorage(path);
  const log = new PartitionLog({ folder: storage.folder(NAME) });
  for (let count = 0; count < 3; count++) log.append(batch(), CONTEXT);
  log.close();
  keepCleanClose(storage.notes, [{ name: NAME, checkpoint: log.kept }]);
  storage.close();
  return path;
}

/** Opens the log with what the clean close tells of it. */
function reopen(path: string): { end: number; scanned: number; lost: number; known: number } {
  const storage = new FileStorage(path);
  const closed = takeCleanClose(storage.notes);
  const log = new PartitionLog({ folder: storage.folder(NAME), closed: closed.get(NAME) });
  log.append(batch(), CONTEXT);
  const limits = { maxBytes: 1000, endOffset: log.logEndOffset, atLeastOne: true };
  const { nextOffset: end } = log.read(0, limits);
  log.close();
  storage.close();
  const { scannedBytes, damage } = log;
  return { end, scanned: scannedBytes, lost: damage?.missingOffsets ?? 0, known: closed.size };
}

const BYTES = batch().length;

Deno.test("what a clean close tells of a log holds for one start", () => {
  const path = closedFolder();
  assertEquals(reopen(path), { end: 4, scanned: 0, lost: 0, known: 1 });
  assertEquals(reopen(path), { end: 5, scanned: 0, lost: 0, known: 0 });
  Deno.removeSync(path, { recursive: true });
});

Deno.test("a log that was changed after a clean close is looked into", () => {
  const path = closedFolder();
  Deno.truncateSync(`${path}/${NAME}/00000000000000000000.log`, 2 * BYTES);
  assertEquals(reopen(path), { end: 3, scanned: 2 * BYTES, lost: 1, known: 1 });
  Deno.removeSync(path, { recursive: true });
});

Deno.test("a damaged note of a clean close is left alone", () => {
  const path = closedFolder();
  const bytes = Deno.readFileSync(`${path}/clean-close`);
  bytes[bytes.length - 3]! ^= 1;
  Deno.writeFileSync(`${path}/clean-close`, bytes);
  assertEquals(reopen(path), { end: 4, scanned: 0, lost: 0, known: 0 });
  Deno.removeSync(path, { recursive: true });
});

Deno.test("a log that was not closed is not told of", () => {
  const path = tempFolder();
  const storage = new FileStorage(path);
  const log = new PartitionLog({ folder: storage.folder(NAME) });
  log.append(batch(), CONTEXT);
  assertEquals(log.kept, undefined);
  log.close();
  storage.close();
  Deno.removeSync(path, { recursive: true });
});
