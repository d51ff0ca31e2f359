import { Pieces } from "./pieces.ts";
import type { LogFolder, SegmentFile, Storage } from "./storage.ts";

/** Keeps logs in memory; they end with the process. */
export class MemoryStorage implements Storage {
  readonly location = "memory";
  readonly notes = undefined;

  space(): undefined {}

  names(): string[] {
    return [];
  }

  folder(name: string): LogFolder {
    const create = (baseOffset: number) => new MemorySegment(`${name}/${baseOffset}`, baseOffset);
    return {
      isKept: false,
      open: () => [],
      create,
      createCleaned: create,
      swap: (cleaned) => cleaned,
      readNote: () => undefined,
      writeNote() {},
      appendNote() {},
      removeNote() {},
      remove() {},
    };
  }

  closeIdle(): void {}

  close(): void {}
}

class MemorySegment implements SegmentFile {
  readonly name: string;
  readonly baseOffset: number;
  readonly isDirty = false;
  readonly #pieces = new Pieces();

  constructor(name: string, baseOffset: number) {
    this.name = name;
    this.baseOffset = baseOffset;
  }

  get size(): number {
    return this.#pieces.size;
  }

  append(bytes: Uint8Array): void {
    this.#pieces.append(bytes);
  }

  read(position: number, length: number): Uint8Array[] {
    return this.#pieces.read(position, length);
  }

  readInto(position: number, bytes: Uint8Array): number {
    let at = 0;
    for (const piece of this.read(position, bytes.length)) {
      const part = piece.subarray(0, bytes.length - at);
      bytes.set(part, at);
      at += part.length;
    }
    return at;
  }

  truncate(size: number): void {
    this.#pieces.truncate(size);
  }

  sync(): void {}
  async syncLater(): Promise<void> {}
  close(): void {}

  remove(): void {
    this.#pieces.clear();
  }
}
