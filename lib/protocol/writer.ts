import { ProtocolError } from "./protocol_error.ts";

const encoder = new TextEncoder();
const TWO_32 = 0x1_0000_0000;
const TWO_63 = 2 ** 63;
const NO_BYTES = new Uint8Array(0);
/** Slices shorter than this are copied: one more chunk would cost more. */
const SHORT_SLICE = 1024;
const SHORT_STRING = 48;

/**
 * Writes Kafka's primitive types. What is written by {@link Writer.slice} is kept by reference, so
 * that a large answer is a list of chunks: heads made here, record batches as they lie in the log.
 */
export class Writer {
  #chunks: Uint8Array[] = [];
  #closedLength = 0;
  #buffer: Uint8Array<ArrayBuffer>;
  #view: DataView<ArrayBuffer>;
  /** Where the open chunk begins in the buffer. */
  #start = 0;
  #position = 0;

  /** Begins with room for `initialBytes`; more is made as needed. */
  constructor(initialBytes = 256) {
    this.#buffer = new Uint8Array(initialBytes);
    this.#view = new DataView(this.#buffer.buffer);
  }

  /** How many bytes have been written. */
  get length(): number {
    return this.#closedLength + this.#position - this.#start;
  }

  #take(count: number): number {
    const at = this.#position;
    if (at + count > this.#buffer.length) return this.#grow(count);
    this.#position = at + count;
    return at;
  }

  #grow(count: number): number {
    const used = this.#buffer.subarray(this.#start, this.#position);
    const buffer = new Uint8Array(Math.max(256, used.length * 2, used.length + count));
    buffer.set(used);
    this.#buffer = buffer;
    this.#view = new DataView(buffer.buffer);
    this.#start = 0;
    this.#position = used.length + count;
    return used.length;
  }

  /** One signed byte. */
  int8(value: number): void {
    const at = this.#take(1);
    this.#view.setInt8(at, value);
  }

  /** 1 or 0 in a byte. */
  bool(value: boolean): void {
    this.int8(value ? 1 : 0);
  }

  /** Two bytes. */
  int16(value: number): void {
    const at = this.#take(2);
    this.#view.setInt16(at, value);
  }

  /** Four bytes. */
  int32(value: number): void {
    const at = this.#take(4);
    this.#view.setInt32(at, value);
  }

  /** Eight bytes; a number beyond 64 bits becomes the nearest that fits. */
  int64(value: number): void {
    const at = this.#take(8);
    const beyond = value >= TWO_63;
    const high = beyond ? 0x7fff_ffff : Math.floor(value / TWO_32);
    this.#view.setInt32(at, value < -TWO_63 ? -0x8000_0000 : high);
    this.#view.setUint32(at + 4, beyond ? 0xffff_ffff : value - high * TWO_32);
  }

  /** Eight bytes, a double. */
  float64(value: number): void {
    const at = this.#take(8);
    this.#view.setFloat64(at, value);
  }

  /** An unsigned number of 32 bits in one to five bytes. */
  uvarint(value: number): void {
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.int8(rest | 0x80);
      rest >>>= 7;
    }
    this.int8(rest);
  }

  /** A signed number of 32 bits, zigzag-coded. */
  varint(value: number): void {
    this.uvarint((value << 1) ^ (value >> 31));
  }

  /** A signed number of 64 bits, zigzag-coded; exact below 2⁵². */
  varlong(value: number): void {
    let rest = value < 0 ? -value * 2 - 1 : value * 2;
    while (rest > 0x7fff_ffff) {
      this.int8((rest % 128) | 0x80);
      rest = Math.floor(rest / 128);
    }
    this.uvarint(rest);
  }

  /** Bytes as they are, copied. */
  raw(bytes: Uint8Array): void {
    const at = this.#take(bytes.length);
    this.#buffer.set(bytes, at);
  }

  /** Bytes as they are, by reference when they are many: they must not change until sent. */
  slice(bytes: Uint8Array): void {
    if (bytes.length < SHORT_SLICE) return this.raw(bytes);
    this.#closeChunk();
    this.#chunks.push(bytes);
    this.#closedLength += bytes.length;
  }

  #closeChunk(): void {
    if (this.#position === this.#start) return;
    const chunk = this.#buffer.subarray(this.#start, this.#position);
    this.#chunks.push(chunk);
    this.#closedLength += chunk.length;
    this.#start = this.#position;
  }

  #text(text: string, writeLength: (byteLength: number) => void): void {
    if (text.length <= SHORT_STRING && isAscii(text)) {
      writeLength(text.length);
      const at = this.#take(text.length);
      for (let index = 0; index < text.length; index++) {
        this.#buffer[at + index] = text.charCodeAt(index);
      }
      return;
    }
    const bytes = encoder.encode(text);
    writeLength(bytes.length);
    this.raw(bytes);
  }

  /** A string after its length in two bytes; null is −1. */
  string(value: string | null): void {
    if (value === null) return this.int16(-1);
    this.#text(value, (length) => this.#stringLength(length));
  }

  #stringLength(length: number): void {
    if (length > 0x7fff) {
      throw new ProtocolError(
        `A string of ${length} bytes does not fit: the limit is 32767`,
        "TOO_LARGE",
      );
    }
    this.int16(length);
  }

  /** A string after its length + 1 as a varint; null is 0. */
  compactString(value: string | null): void {
    if (value === null) return this.uvarint(0);
    this.#text(value, (length) => this.uvarint(length + 1));
  }

  /** Bytes after their length in four bytes; null is −1. */
  sized(value: Uint8Array | null): void {
    this.int32(value === null ? -1 : value.length);
    if (value !== null) this.raw(value);
  }

  /** Bytes after their length + 1 as a varint; null is 0. */
  compactSized(value: Uint8Array | null): void {
    this.uvarint(value === null ? 0 : value.length + 1);
    if (value !== null) this.raw(value);
  }

  /** Sixteen bytes given in the form Kafka prints: URL-safe base64. */
  uuid(value: string): void {
    const at = this.#take(16);
    const bytes = uuidBytes(value);
    this.#buffer.set(bytes, at);
  }

  /** No tagged fields. */
  noTags(): void {
    this.int8(0);
  }

  /** Everything written, in chunks, in order; writing may not go on afterwards. */
  chunks(): Uint8Array[] {
    this.#closeChunk();
    return this.#chunks;
  }

  /** Everything written, as a frame: its first four bytes become the length of the rest. */
  frame(): Uint8Array[] {
    const length = this.length - 4;
    const chunks = this.chunks();
    const head = chunks[0]!;
    new DataView(head.buffer, head.byteOffset).setInt32(0, length);
    return chunks;
  }

  /** Everything written, in one piece. */
  toBytes(): Uint8Array {
    return joinChunks(this.chunks());
  }
}

/** The chunks one after the other; a single chunk is returned as it is. */
export function joinChunks(chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length <= 1) return chunks[0] ?? NO_BYTES;
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function uuidBytes(value: string): Uint8Array {
  let bytes = NO_BYTES;
  try {
    bytes = Uint8Array.fromBase64(value, { alphabet: "base64url" });
  } catch {
    // The length below says it.
  }
  if (bytes.length !== 16) {
    throw new ProtocolError(`"${value}" is not a UUID in Kafka's base64 form`, "BAD_VALUE");
  }
  return bytes;
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) > 0x7f) return false;
  }
  return true;
}
