import { messageOf } from "../../core/mod.ts";
import { StorageError } from "./storage.ts";

/** Does what may fail with the disk, and says in a sentence what could not be done. */
export function attempt<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new StorageError(`${what} (${messageOf(cause)})`, { cause });
  }
}

/** Makes a folder and those that it lies in; one that is there is no fault. */
export function makeFolder(path: string): void {
  attempt(
    `Can't make the folder ${path}: choose another one or its permissions`,
    () => Deno.mkdirSync(path, { recursive: true }),
  );
}

/** Removes a file or a folder with all that is in it; one that is not there is no fault. */
export function removePath(path: string): void {
  attempt(
    `Can't remove ${path}: remove it by hand`,
    () => unlessMissing(() => Deno.removeSync(path, { recursive: true })),
  );
}

/** What the work returns; `undefined` when there is no such file. */
export function unlessMissing<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Writes a file beside the old one and renames it, so that it is never seen half written. */
export function writeWhole(path: string, bytes: Uint8Array, options: { fsync: boolean }): void {
  const beside = `${path}.tmp`;
  attempt(`Can't write ${path}: make room or check the disk`, () => {
    using file = Deno.openSync(beside, { write: true, create: true, truncate: true });
    writeFully(file, bytes);
    if (options.fsync) file.syncDataSync();
    Deno.renameSync(beside, path);
  });
}

/** Adds to the end of a file, which is made if it is not there. */
export function appendTo(path: string, bytes: Uint8Array): void {
  attempt(`Can't append to ${path}: make room or check the disk`, () => {
    using file = Deno.openSync(path, { append: true, create: true });
    writeFully(file, bytes);
  });
}

export function writeFully(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
}

/** Reads until the bytes are full or the file ends; returns how many were read. */
export function readFully(file: Deno.FsFile, bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const count = file.readSync(bytes.subarray(at));
    if (count === null) break;
    at += count;
  }
  return at;
}
