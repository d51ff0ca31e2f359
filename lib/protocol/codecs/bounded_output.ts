import { damaged, tooLarge } from "./failure.ts";

/** Copies shorter than this go byte by byte: a call into the runtime would cost more. */
const SHORT_COPY = 24;

/** Where a decompressor puts its output: it grows as needed, and never beyond its limit. */
export class BoundedOutput {
  readonly #codec: string;
  readonly #maxBytes: number;
  #bytes: Uint8Array;
  #length = 0;

  constructor(codec: string, initialBytes: number, maxBytes: number) {
    this.#codec = codec;
    this.#maxBytes = maxBytes;
    this.#bytes = new Uint8Array(Math.min(initialBytes, maxBytes));
  }

  /** How many bytes have come out. */
  get length(): number {
    return this.#length;
  }

  #room(count: number): Uint8Array {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return this.#bytes;
    if (needed > this.#maxBytes) throw tooLarge(this.#codec, this.#maxBytes);
    const grown = new Uint8Array(Math.min(this.#maxBytes, Math.max(needed, needed * 2)));
    grown.set(this.#bytes.subarray(0, this.#length));
    return this.#bytes = grown;
  }

  /** Appends `count` bytes of the input. */
  literal(input: Uint8Array, from: number, count: number): void {
    if (from + count > input.length) throw damaged(this.#codec, "a literal runs past its end");
    const bytes = this.#room(count);
    const at = this.#length;
    if (count >= SHORT_COPY) bytes.set(input.subarray(from, from + count), at);
    else for (let index = 0; index < count; index++) bytes[at + index] = input[from + index]!;
    this.#length = at + count;
  }

  /** Appends `count` bytes that came out `distance` bytes ago; they may overlap what they make. */
  repeat(distance: number, count: number): void {
    if (distance === 0 || distance > this.#length) {
      throw damaged(this.#codec, `a copy from ${distance} bytes before ${this.#length}`);
    }
    const bytes = this.#room(count);
    const at = this.#length;
    const from = at - distance;
    let done = 0;
    if (count < SHORT_COPY) {
      for (; done < count; done++) bytes[at + done] = bytes[from + done]!;
    }
    while (done < count) {
      const step = Math.min(count - done, distance + done);
      bytes.copyWithin(at + done, from, from + step);
      done += step;
    }
    this.#length = at + count;
  }

  /** What came out from a position on, as a view. */
  since(start: number): Uint8Array {
    return this.#bytes.subarray(start, this.#length);
  }
}
