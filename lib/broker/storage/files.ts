import { statfsSync } from "node:fs";
import { FileFolder } from "./file_folder.ts";
import { FileHandles } from "./file_handles.ts";
import { RecentBudget } from "./recent_bytes.ts";
import { attempt, makeFolder } from "./file_system.ts";
import {
  type DiskSpace,
  type LogFolder,
  type Notes,
  type Storage,
  StorageError,
} from "./storage.ts";

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
  readonly #handles = new FileHandles();
  readonly #budget = new RecentBudget();

  /** @throws {StorageError} the folder can't be made or written, or another cluster uses it */
  constructor(dataDir: string, options: FileStorageOptions = {}) {
    this.#dataDir = dataDir;
    this.#fsync = options.fsync ?? false;
    this.#lock = lockFolder(dataDir);
  }

  get notes(): Notes {
    return this.#folder("");
  }

  get location(): string {
    return attempt(`Can't find ${this.#dataDir}`, () => Deno.realPathSync(this.#dataDir));
  }

  space(): DiskSpace | undefined {
    try {
      const { bsize, blocks, bavail } = statfsSync(this.#dataDir);
      return { totalBytes: bsize * blocks, usableBytes: bsize * bavail };
    } catch {
      return undefined; // Not every process may ask, and not every disk tells.
    }
  }

  names(): string[] {
    return [...Deno.readDirSync(this.#dataDir)].filter((entry) => entry.isDirectory)
      .map((entry) => entry.name);
  }

  folder(name: string): LogFolder {
    return this.#folder(`/${name}`);
  }

  #folder(below: string): LogFolder {
    return new FileFolder(`${this.#dataDir}${below}`, {
      fsync: this.#fsync,
      handles: this.#handles,
      budget: this.#budget,
    });
  }

  closeIdle(): void {
    this.#handles.closeIdle();
  }

  close(): void {
    this.#handles.closeAll();
    // A process that another thread is starting has the file open too, until it is its own program.
    this.#lock.unlockSync();
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
