import { ProtocolError } from "./protocol_error.ts";
import { joinChunks } from "./writer.ts";

const LENGTH_BYTES = 4;

/**
 * Finds the frames in what comes from a socket, piece by piece. Nothing is set aside for a length
 * that a frame claims: bytes are kept as they arrive, up to the limit.
 */
export class FrameSplitter {
  /** The largest frame that is taken, its length of four bytes not counted. */
  maxBytes: number;
  #parts: Uint8Array[] = [];
  #kept = 0;
  /** Size of the frame being collected, length included, once its length is known. */
  #size: number | undefined;

  /** Takes frames of up to `maxBytes`. */
  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** How many bytes of an incomplete frame are kept. */
  get keptBytes(): number {
    return this.#kept;
  }

  /**
   * The frames that this chunk completes, each with its length; those that lie in the chunk whole
   * are views of it.
   *
   * @throws {ProtocolError} when a frame claims a negative length or more than the limit
   */
  push(chunk: Uint8Array): Uint8Array[] {
    const frames: Uint8Array[] = [];
    let at = 0;
    while (at < chunk.length) {
      const wanted = (this.#size ?? LENGTH_BYTES) - this.#kept;
      const part = chunk.subarray(at, at + wanted);
      at += part.length;
      this.#parts.push(part);
      this.#kept += part.length;
      if (part.length < wanted) break;
      if (this.#size === undefined) this.#size = this.#readSize();
      if (this.#kept === this.#size) frames.push(this.#takeFrame(chunk, at));
    }
    return frames;
  }

  #readSize(): number {
    const length = joinChunks(this.#parts);
    const claimed = new DataView(length.buffer, length.byteOffset).getInt32(0);
    if (claimed < 0 || claimed > this.maxBytes) {
      throw new ProtocolError(
        `A frame claims ${claimed} bytes: the limit is ${this.maxBytes}`,
        claimed < 0 ? "BAD_LENGTH" : "TOO_LARGE",
      );
    }
    return LENGTH_BYTES + claimed;
  }

  #takeFrame(chunk: Uint8Array, end: number): Uint8Array {
    const size = this.#size!;
    const frame = end >= size ? chunk.subarray(end - size, end) : joinChunks(this.#parts);
    this.#parts = [];
    this.#kept = 0;
    this.#size = undefined;
    return frame;
  }
}
