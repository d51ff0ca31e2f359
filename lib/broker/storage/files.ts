import { messageOf } from "../../core/mod.ts";
import { type LogFolder, type SegmentFile, type Storage, StorageError } from "./storage.ts";

const SEGMENT_NAME = /^(\d{20})\.log$/;

/** How a data folder is written. */
export interface FileStorageOptions {
  /** Forces each append down to the disk before it is acknowledged. @default {false} */
  readonly fsync?: boolean;
}

/**
 * Keeps logs in a data folder as Apache Kafka does: `<topic>-<partition>/<base offset>.log`. What
 * was appended has been handed to the operating system, so it survives the end of the process.
 */
export class FileStorage implements Storage {
  readonly #dataDir: string;
  readonly #fsync: boolean;
  readonly #lock: Deno.FsFile;

  /** @throws {StorageError} the folder can't be made or written, or another cluster uses it */
  constructor(dataDir: string, options: FileStorageOptions = {}) {
    this.#dataDir = dataDir;
    this.#fsync = options.fsync ?? false;
    this.#lock = lockFolder(dataDir);
  }

  names(): string[] {
    return [...Deno.readDirSync(this.#dataDir)].filter((entry) => entry.isDirectory)
      .map((entry) => entry.name);
  }

  folder(name: string): LogFolder {
    const path = `${this.#dataDir}/${name}`;
    const segment = (baseOffset: number, size: number) =>
      new FileSegment(path, baseOffset, size, this.#fsync);
    return {
      open: () => existingSegments(path).map(({ baseOffset, size }) => segment(baseOffset, size)),
      create(baseOffset) {
        makeFolder(path);
        return segment(baseOffset, 0);
      },
      remove: () => removePath(path),
    };
  }

  close(): void {
    this.#lock.close();
  }
}

function lockFolder(dataDir: string): Deno.FsFile {
  makeFolder(dataDir);
  const path = `${dataDir}/.lock`;
  const file = attempt(
    `Can't write in ${dataDir}: choose another folder or its permissions`,
    () => Deno.openSync(path, { create: true, write: true }),
  );
  if (file.tryLockSync(true)) return file;
  file.close();
  throw new StorageError(
    `Data folder ${dataDir} is in use by another cluster: stop it, or choose another folder`,
    { code: "DATA_FOLDER_IN_USE" },
  );
}

function makeFolder(path: string): void {
  attempt(
    `Can't make the folder ${path}: choose another one or its permissions`,
    () => Deno.mkdirSync(path, { recursive: true }),
  );
}

function removePath(path: string): void {
  attempt(`Can't remove ${path}: remove it by hand`, () => {
    try {
      Deno.removeSync(path, { recursive: true });
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  });
}

function existingSegments(path: string): { baseOffset: number; size: number }[] {
  const segments = [];
  try {
    for (const entry of Deno.readDirSync(path)) {
      const match = SEGMENT_NAME.exec(entry.name);
      if (match === null) continue;
      const { size } = Deno.statSync(`${path}/${entry.name}`);
      segments.push({ baseOffset: Number(match[1]), size });
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return segments.sort((a, b) => a.baseOffset - b.baseOffset);
}

function attempt<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new StorageError(`${what} (${messageOf(cause)})`, { cause });
  }
}

class FileSegment implements SegmentFile {
  readonly baseOffset: number;
  readonly name: string;
  readonly #fsync: boolean;
  #size: number;
  #file: Deno.FsFile | undefined;

  constructor(folder: string, baseOffset: number, size: number, fsync: boolean) {
    this.baseOffset = baseOffset;
    this.name = `${folder}/${String(baseOffset).padStart(20, "0")}.log`;
    this.#size = size;
    this.#fsync = fsync;
  }

  get size(): number {
    return this.#size;
  }

  #open(): Deno.FsFile {
    this.#file ??= attempt(
      `Can't open ${this.name}`,
      () => Deno.openSync(this.name, { read: true, append: true, create: true }),
    );
    return this.#file;
  }

  append(bytes: Uint8Array): void {
    const file = this.#open();
    try {
      for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
      if (this.#fsync) file.syncDataSync();
    } catch (cause) {
      this.#dropTail(file);
      throw new StorageError(
        `Can't append to ${this.name}: make room or check the disk (${messageOf(cause)})`,
        { cause },
      );
    }
    this.#size += bytes.length;
  }

  /** Cuts what a failed append left; if that fails too, the next start finds a broken tail. */
  #dropTail(file: Deno.FsFile): void {
    try {
      file.truncateSync(this.#size);
    } catch {
      // The error of the append says what is wrong with the disk.
    }
  }

  read(position: number, length: number): Uint8Array[] {
    const wanted = Math.min(length, this.#size - position);
    if (wanted <= 0) return [];
    const file = this.#open();
    const bytes = new Uint8Array(wanted);
    const read = attempt(`Can't read ${this.name} at byte ${position}`, () => {
      file.seekSync(position, Deno.SeekMode.Start);
      return readFully(file, bytes);
    });
    return [read === wanted ? bytes : bytes.subarray(0, read)];
  }

  truncate(size: number): void {
    attempt(`Can't cut ${this.name} to ${size} bytes`, () => this.#open().truncateSync(size));
    this.#size = size;
  }

  sync(): void {
    this.#file?.syncDataSync();
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }

  remove(): void {
    this.close();
    removePath(this.name);
  }
}

function readFully(file: Deno.FsFile, bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const count = file.readSync(bytes.subarray(at));
    if (count === null) break;
    at += count;
  }
  return at;
}
