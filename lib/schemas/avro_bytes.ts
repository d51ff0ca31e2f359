import { ProblemAt } from "./avro_errors.ts";

const encoder = new TextEncoder();
// A byte order mark at a string's beginning is part of it.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Where short strings become bytes. */
const SCRATCH = new Uint8Array(768);

/** Deepest nesting of a value: a list that is linked by records may be so long. */
export const MAX_VALUE_DEPTH = 1000;

/** Items without bytes of their own that a payload may claim, beyond one for each byte it has. */
const FREE_ITEMS = 1024;

const INT64 = { min: -(1n << 63n), max: (1n << 63n) - 1n };

/** Writes Avro's primitive types one after the other. */
export class ByteSink {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  /** How deep in the value the writer is. */
  depth = 0;

  writeByte(byte: number): void {
    this.#room(1);
    this.#bytes[this.#length++] = byte;
  }

  /** An int, a long, a length or an index: zig-zag, seven bits a byte. */
  writeLong(value: number | bigint): void {
    if (typeof value === "number" && value >= -0x4000_0000 && value < 0x4000_0000) {
      this.#writeSmall((value << 1) ^ (value >> 31));
      return;
    }
    const big = BigInt(value);
    let rest = BigInt.asUintN(64, (big << 1n) ^ (big >> 63n));
    while (rest > 0x7fn) {
      this.writeByte(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.writeByte(Number(rest));
  }

  #writeSmall(zigzag: number): void {
    let rest = zigzag >>> 0;
    while (rest > 0x7f) {
      this.writeByte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.writeByte(rest);
  }

  writeFloat(value: number): void {
    this.#room(4);
    this.#view.setFloat32(this.#length, value, true);
    this.#length += 4;
  }

  writeDouble(value: number): void {
    this.#room(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  writeString(text: string): void {
    // Three bytes are the most that UTF-8 needs for one of JavaScript's characters.
    const most = text.length * 3;
    if (most > SCRATCH.length) {
      const bytes = encoder.encode(text);
      this.writeLong(bytes.length);
      return this.writeRaw(bytes);
    }
    const { written } = encoder.encodeInto(text, SCRATCH);
    this.writeLong(written);
    this.#room(written);
    for (let at = 0; at < written; at++) this.#bytes[this.#length + at] = SCRATCH[at]!;
    this.#length += written;
  }

  writeRaw(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** All that was written. */
  take(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  #room(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

/**
 * Reads Avro's primitive types one after the other and believes no length or count that the bytes
 * can't hold.
 */
export class ByteSource {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  #freeItems: number;
  /** How deep in the value the reader is. */
  depth = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#freeItems = bytes.length + FREE_ITEMS;
  }

  /** How many bytes are still to be read. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  readByte(): number {
    this.#demand(1);
    return this.#bytes[this.#at++]!;
  }

  readBoolean(): boolean {
    const byte = this.readByte();
    if (byte > 1) throw new ProblemAt("is no boolean");
    return byte === 1;
  }

  readInt(): number {
    const value = this.#readNumber();
    if (value === (value | 0)) return value;
    throw new ProblemAt("is no int of 32 bits");
  }

  readLong(): bigint {
    const value = this.#readVarint();
    return typeof value === "bigint" ? value : BigInt(value);
  }

  /** A long that is used as a number: what is too large for one is too large for its use. */
  #readNumber(): number {
    const value = this.#readVarint();
    return typeof value === "bigint" ? Number(value) : value;
  }

  #readVarint(): number | bigint {
    let low = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.readByte();
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (low >>> 1) ^ -(low & 1);
    }
    return this.#readRestOfLong(BigInt(low));
  }

  #readRestOfLong(low: bigint): bigint {
    let zigzag = low;
    for (let shift = 28n; shift < 70n; shift += 7n) {
      const byte = this.readByte();
      zigzag |= BigInt(byte & 0x7f) << shift;
      if (byte >= 0x80) continue;
      if (zigzag >> 64n !== 0n) break;
      return (zigzag >> 1n) ^ -(zigzag & 1n);
    }
    throw new ProblemAt("is no long of 64 bits");
  }

  readFloat(): number {
    this.#demand(4);
    const value = this.#view.getFloat32(this.#at, true);
    this.#at += 4;
    return value;
  }

  readDouble(): number {
    this.#demand(8);
    const value = this.#view.getFloat64(this.#at, true);
    this.#at += 8;
    return value;
  }

  /** A length, then so many bytes: a copy of them. */
  readBytes(): Uint8Array<ArrayBuffer> {
    return this.readFixed(this.#readLength());
  }

  readFixed(size: number): Uint8Array<ArrayBuffer> {
    return this.#part(size).slice();
  }

  readString(): string {
    const part = this.#part(this.#readLength());
    try {
      return decoder.decode(part);
    } catch {
      throw new ProblemAt("is not valid UTF-8");
    }
  }

  /** An index below `count`. */
  readIndex(count: number, what: string): number {
    const index = this.#readNumber();
    if (index < 0 || index >= count) throw new ProblemAt(`names no ${what}`);
    return index;
  }

  /** The number of items of an array's or map's next block, 0 at its end. */
  readBlockCount(): number {
    let count = this.#readNumber();
    if (count < 0) {
      count = -count;
      // The block's size in bytes, for who skips it.
      if (this.#readNumber() < 0) throw new ProblemAt("has a block of a negative size");
    }
    if (count > this.left + this.#freeItems) {
      throw new ProblemAt("has more items than the payload can hold");
    }
    return count;
  }

  /** Counts an item that took no byte. */
  spendFreeItem(): void {
    if (this.#freeItems-- <= 0) throw new ProblemAt("has more items than the payload can hold");
  }

  #readLength(): number {
    const length = this.#readNumber();
    if (length < 0) throw new ProblemAt("has a negative length");
    if (length > this.left) throw new ProblemAt("ends before its length");
    return length;
  }

  #part(size: number): Uint8Array {
    this.#demand(size);
    this.#at += size;
    return this.#bytes.subarray(this.#at - size, this.#at);
  }

  #demand(size: number): void {
    if (size > this.left) throw new ProblemAt("is cut off");
  }
}

/** Whether a long can hold a number. */
export function isLong(value: unknown): value is number | bigint {
  if (typeof value === "bigint") return value >= INT64.min && value <= INT64.max;
  return Number.isSafeInteger(value);
}
