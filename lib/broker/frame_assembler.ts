import { ProtocolError } from "../protocol/mod.ts";

const LENGTH_BYTES = 4;
/** Key, version and correlation id: no request is shorter. */
const LEAST_BYTES = 8;

/**
 * Cuts a stream of bytes into request frames. It keeps what has come in and no more: memory for a
 * frame is taken as its bytes arrive, not when its length is announced.
 */
export class FrameAssembler {
  readonly #maxBytes: number;
  readonly #chunks: Uint8Array[] = [];
  #buffered = 0;

  constructor(options: { readonly maxBytes: number }) {
    this.#maxBytes = options.maxBytes;
  }

  /** Bytes that came in and were not handed out yet. */
  get buffered(): number {
    return this.#buffered;
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
  }

  /**
   * The next whole frame without its length, `undefined` while it is not all there.
   *
   * @throws {ProtocolError} the length makes no sense, or is over the limit
   */
  next(): Uint8Array | undefined {
    if (this.#buffered < LENGTH_BYTES) return undefined;
    const size = this.#peekLength();
    if (size < LEAST_BYTES || size > this.#maxBytes) {
      throw new ProtocolError(
        `A request claims ${size} bytes: allowed are ${LEAST_BYTES} to ${this.#maxBytes}`,
        "BAD_LENGTH",
      );
    }
    if (this.#buffered < LENGTH_BYTES + size) return undefined;
    this.#take(LENGTH_BYTES);
    return this.#take(size);
  }

  #peekLength(): number {
    let length = 0;
    let found = 0;
    for (const chunk of this.#chunks) {
      for (let at = 0; at < chunk.length && found < LENGTH_BYTES; at++, found++) {
        length = (length << 8) | chunk[at]!;
      }
      if (found === LENGTH_BYTES) break;
    }
    return length;
  }

  /** The next bytes: a view when one chunk holds them all, else put together, which copies once. */
  #take(count: number): Uint8Array {
    this.#buffered -= count;
    const first = this.#chunks[0]!;
    if (first.length > count) {
      this.#chunks[0] = first.subarray(count);
      return first.subarray(0, count);
    }
    if (first.length === count) return this.#chunks.shift()!;
    return this.#gather(count);
  }

  #gather(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    let at = 0;
    let used = 0;
    while (at < count) {
      const chunk = this.#chunks[used]!;
      const part = chunk.subarray(0, count - at);
      bytes.set(part, at);
      at += part.length;
      if (part.length < chunk.length) this.#chunks[used] = chunk.subarray(part.length);
      else used++;
    }
    this.#chunks.splice(0, used);
    return bytes;
  }
}
