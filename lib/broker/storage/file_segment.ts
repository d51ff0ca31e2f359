import { messageOf } from "../../core/mod.ts";
import type { FileHandles } from "./file_handles.ts";
import { attempt, readFully, removePath, writeFully } from "./file_system.ts";
import { type RecentBudget, RecentBytes } from "./recent_bytes.ts";
import { type SegmentFile, StorageError } from "./storage.ts";

/** What a segment in a file is made with. */
export interface FileSegmentOptions {
  readonly baseOffset: number;
  readonly size: number;
  readonly fsync: boolean;
  readonly handles: FileHandles;
  readonly budget: RecentBudget;
}

/** A segment in a file, which is opened when it is used. */
export class FileSegment implements SegmentFile {
  readonly baseOffset: number;
  readonly name: string;
  readonly #fsync: boolean;
  readonly #handles: FileHandles;
  readonly #budget: RecentBudget;
  /** What was appended last; most segments of a folder are never appended to. */
  #recent: RecentBytes | undefined;
  #size: number;
  /** Whether the file may hold more than its size: what a failed append left could not be cut. */
  #hasTornTail = false;
  #isDirty = false;

  constructor(path: string, options: FileSegmentOptions) {
    this.name = path;
    this.baseOffset = options.baseOffset;
    this.#size = options.size;
    this.#fsync = options.fsync;
    this.#handles = options.handles;
    this.#budget = options.budget;
  }

  get size(): number {
    return this.#size;
  }

  append(bytes: Uint8Array): void {
    const file = this.#handles.get(this.name);
    if (this.#hasTornTail) this.#cutTail(file);
    try {
      writeFully(file, bytes);
      if (this.#fsync) file.syncDataSync();
    } catch (cause) {
      this.#dropTail(file);
      throw new StorageError(
        `Can't append to ${this.name}: make room or check the disk (${messageOf(cause)})`,
        { cause },
      );
    }
    this.#recent ??= new RecentBytes(this.#budget);
    this.#recent.append(this.#size, bytes);
    this.#size += bytes.length;
    this.#isDirty = !this.#fsync;
  }

  /** Cuts what a failed append left; when that fails too, the next append begins with it. */
  #dropTail(file: Deno.FsFile): void {
    this.#hasTornTail = true;
    try {
      this.#cutTail(file);
    } catch {
      // The error of the append says what is wrong with the disk.
    }
  }

  #cutTail(file: Deno.FsFile): void {
    attempt(
      `Can't cut what a failed append left in ${this.name}: check the disk`,
      () => file.truncateSync(this.#size),
    );
    this.#hasTornTail = false;
  }

  read(position: number, length: number): Uint8Array[] {
    const wanted = Math.min(length, this.#size - position);
    if (wanted <= 0) return [];
    const recent = this.#recent?.read(position, wanted);
    if (recent !== undefined) return recent;
    const bytes = new Uint8Array(wanted);
    const read = this.readInto(position, bytes);
    return [read === wanted ? bytes : bytes.subarray(0, read)];
  }

  readInto(position: number, bytes: Uint8Array): number {
    const file = this.#handles.get(this.name);
    return attempt(`Can't read ${this.name} at byte ${position}`, () => {
      file.seekSync(position, Deno.SeekMode.Start);
      return readFully(file, bytes.subarray(0, Math.max(0, this.#size - position)));
    });
  }

  truncate(size: number): void {
    this.#recent?.clear();
    attempt(
      `Can't cut ${this.name} to ${size} bytes`,
      () => this.#handles.get(this.name).truncateSync(size),
    );
    this.#size = size;
    this.#hasTornTail = false;
    this.#isDirty = true;
  }

  get isDirty(): boolean {
    return this.#isDirty;
  }

  sync(): void {
    if (!this.#isDirty) return;
    attempt(
      `Can't force ${this.name} down to the disk`,
      () => this.#handles.get(this.name).syncDataSync(),
    );
    this.#isDirty = false;
  }

  async syncLater(): Promise<void> {
    if (!this.#isDirty) return;
    const file = this.#handles.get(this.name);
    this.#isDirty = false;
    try {
      await file.syncData();
    } catch (cause) {
      this.#isDirty = true;
      throw new StorageError(`Can't force ${this.name} down to the disk`, { cause });
    }
  }

  close(): void {
    this.#recent?.clear();
    this.#handles.close(this.name);
  }

  remove(): void {
    this.close();
    removePath(this.name);
  }
}
