import { FrameGuard } from "../frame_guard.ts";

/** Cuts a byte stream into frames; what a frame holds is copied once, when it is complete. */
export class FrameReader {
  readonly #guard: FrameGuard;
  readonly #onFrame: (frame: Uint8Array) => void;
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  #needed = 4;

  constructor(guard: FrameGuard, onFrame: (frame: Uint8Array) => void) {
    this.#guard = guard;
    this.#onFrame = onFrame;
  }

  /** @throws {CorruptDataError} when a length can't be */
  push(chunk: Uint8Array): void {
    this.#guard.accept(chunk);
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    while (this.#bytes >= this.#needed) {
      const bytes = this.#joined();
      const length = new DataView(bytes.buffer, bytes.byteOffset).getInt32(0);
      this.#needed = 4 + length;
      if (bytes.length < this.#needed) return;
      this.#keep(bytes.subarray(this.#needed));
      this.#onFrame(bytes.subarray(4, 4 + length));
    }
  }

  #joined(): Uint8Array {
    if (this.#chunks.length === 1) return this.#chunks[0]!;
    const bytes = new Uint8Array(this.#bytes);
    let at = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    this.#chunks = [bytes];
    return bytes;
  }

  #keep(rest: Uint8Array): void {
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#bytes = rest.length;
    this.#needed = 4;
  }
}
