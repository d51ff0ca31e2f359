import { attempt } from "./file_system.ts";

/** Handles that are open at once; an operating system allows a process some 1,024 of them. */
const MOST_HANDLES = 256;

/**
 * The open files of a data folder. There may be far more segments than handles: a file is opened
 * when it is used, and the one that was used longest ago is closed for it.
 */
export class FileHandles {
  readonly #most: number;
  /** The one that was used longest ago stands first. */
  readonly #open = new Map<string, Deno.FsFile>();
  /** Those that were used since the last sweep. */
  readonly #used = new Set<string>();

  constructor(most: number = MOST_HANDLES) {
    this.#most = most;
  }

  /** How many are open. */
  get size(): number {
    return this.#open.size;
  }

  /** @throws {StorageError} the file can't be opened */
  get(path: string): Deno.FsFile {
    const known = this.#open.get(path);
    this.#open.delete(path);
    const file = known ?? attempt(
      `Can't open ${path}`,
      () => Deno.openSync(path, { read: true, append: true, create: true }),
    );
    this.#open.set(path, file);
    this.#used.add(path);
    if (this.#open.size > this.#most) this.close(this.#open.keys().next().value!);
    return file;
  }

  /** The handle of a file, if it is open. */
  peek(path: string): Deno.FsFile | undefined {
    return this.#open.get(path);
  }

  close(path: string): void {
    this.#open.get(path)?.close();
    this.#open.delete(path);
    this.#used.delete(path);
  }

  /** Closes those that were not used since this was asked for the last time. */
  closeIdle(): void {
    for (const path of [...this.#open.keys()]) {
      if (!this.#used.has(path)) this.close(path);
    }
    this.#used.clear();
  }

  closeAll(): void {
    for (const path of [...this.#open.keys()]) this.close(path);
  }
}
