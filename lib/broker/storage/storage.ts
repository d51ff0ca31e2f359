import { WorkshopError } from "../../core/mod.ts";

/** A run of bytes that only grows: some consecutive batches of one log. */
export interface SegmentFile {
  /** Offset of the first record that it can hold. */
  readonly baseOffset: number;
  /** Where a person finds it: a path, or a name in memory. */
  readonly name: string;
  readonly size: number;
  /**
   * Adds one or more whole batches at the end; they may be kept by reference.
   *
   * @throws {StorageError} nothing was added
   */
  append(bytes: Uint8Array): void;
  /**
   * The bytes from a batch's position on: consecutive pieces that begin with a batch, some `length`
   * bytes in all. The last piece may end within a batch.
   */
  read(position: number, length: number): Uint8Array[];
  /** Fills the bytes with what lies at a position; returns how many there were. */
  readInto(position: number, bytes: Uint8Array): number;
  /** Drops what follows `size` bytes. */
  truncate(size: number): void;
  /** Whether something was appended since the last time it was forced down to the disk. */
  readonly isDirty: boolean;
  /** Forces what was appended down to the disk. */
  sync(): void;
  /** The same while other work goes on. */
  syncLater(): Promise<void>;
  close(): void;
  remove(): void;
}

/** Small files beside what they tell of. */
export interface Notes {
  readNote(name: string): Uint8Array | undefined;
  /** Writes a note: afterwards it is the old one or the new one, never a part of it. */
  writeNote(name: string, bytes: Uint8Array): void;
  /** Adds to a note; when that fails, a part may have been added. */
  appendNote(name: string, bytes: Uint8Array): void;
  removeNote(name: string): void;
}

/** The segments of one log. */
export interface LogFolder extends Notes {
  /** Whether another process finds what this one leaves. */
  readonly isKept: boolean;
  /**
   * What an earlier run left, by base offset. What is known of it, from a clean close, is not looked
   * for, if the last segment still fits.
   */
  open(known?: readonly { readonly baseOffset: number; readonly size: number }[]): SegmentFile[];
  create(baseOffset: number): SegmentFile;
  /** Begins a segment that is to take the place of others; until it is swapped in it is not open. */
  createCleaned(baseOffset: number): SegmentFile;
  /**
   * Puts a cleaned segment in the place of consecutive ones, all of them or none, whatever ends the
   * process meanwhile; `endOffset` is the base offset of the segment after them.
   */
  swap(
    cleaned: SegmentFile,
    replaced: readonly SegmentFile[],
    endOffset: number,
  ): SegmentFile;
  /** Removes the log with all that is in it; its segments must be closed. */
  remove(): void;
}

/** The room of a disk. */
export interface DiskSpace {
  readonly totalBytes: number;
  /** What is still free. */
  readonly usableBytes: number;
}

/** Where a cluster keeps its logs. */
export interface Storage {
  /** Path of the folder, or a word where there is none. */
  readonly location: string;
  /** The room of the disk; `undefined` where it can't be known. */
  space(): DiskSpace | undefined;
  /** Notes on all logs, where they are kept. */
  readonly notes: Notes | undefined;
  /** The logs that an earlier run left. */
  names(): string[];
  folder(name: string): LogFolder;
  /** Lets go of what was not used since this was asked for the last time, such as open files. */
  closeIdle(): void;
  close(): void;
}

/** A disk that refuses: full, gone, or not ours. */
export class StorageError extends WorkshopError {
  /** `code` is `KAFKA_STORAGE_ERROR` unless another is given. */
  constructor(message: string, options: { code?: string; cause?: unknown } = {}) {
    const { code = "KAFKA_STORAGE_ERROR", cause } = options;
    super(message, { code, retriable: true, ...(cause === undefined ? {} : { cause }) });
  }
}
