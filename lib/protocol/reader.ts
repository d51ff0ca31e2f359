import { plainBytes } from "./_plain_bytes.ts";
import { ProtocolError } from "./protocol_error.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const TWO_32 = 0x1_0000_0000;
/** Strings up to here are put together by hand: a call of TextDecoder costs more. */
const SHORT_STRING = 24;

/**
 * Reads Kafka's primitive types from bytes. Each length is checked against the bytes that are there
 * before anything is made of it; `bytes` and its kin are views of the input, not copies.
 *
 * Each method throws a {@link ProtocolError} when the input ends too early or makes no sense.
 */
export class Reader {
  /** The input. */
  readonly bytes: Uint8Array;
  /** Index of the next byte. */
  position: number;
  /** Index after the last byte that may be read. */
  end: number;
  readonly #view: DataView;

  /** Reads `bytes` from `position` up to `end`. */
  constructor(bytes: Uint8Array, position = 0, end = bytes.length) {
    this.bytes = plainBytes(bytes);
    this.position = position;
    this.end = end;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** How many bytes are left. */
  get remaining(): number {
    return this.end - this.position;
  }

  /** Moves on by `count` bytes and returns where they begin. */
  skip(count: number): number {
    const at = this.position;
    if (count < 0) throw new ProtocolError(`Length ${count} at byte ${at}`, "BAD_LENGTH");
    if (count > this.end - at) {
      throw new ProtocolError(
        `Input ends too early: ${count} bytes wanted at byte ${at}, ${this.end - at} left`,
        "TRUNCATED",
      );
    }
    this.position = at + count;
    return at;
  }

  /** One signed byte. */
  int8(): number {
    return this.#view.getInt8(this.skip(1));
  }

  /** One byte that is not zero. */
  bool(): boolean {
    return this.bytes[this.skip(1)] !== 0;
  }

  /** Two bytes, signed. */
  int16(): number {
    return this.#view.getInt16(this.skip(2));
  }

  /** Two bytes, unsigned. */
  uint16(): number {
    return this.#view.getUint16(this.skip(2));
  }

  /** Four bytes, signed. */
  int32(): number {
    return this.#view.getInt32(this.skip(4));
  }

  /** Four bytes, unsigned. */
  uint32(): number {
    return this.#view.getUint32(this.skip(4));
  }

  /** Eight bytes, signed; exact below 2⁵³, rounded above. */
  int64(): number {
    const at = this.skip(8);
    return this.#view.getInt32(at) * TWO_32 + this.#view.getUint32(at + 4);
  }

  /** Eight bytes, a double. */
  float64(): number {
    return this.#view.getFloat64(this.skip(8));
  }

  /** An unsigned number of 32 bits in one to five bytes. */
  uvarint(): number {
    const first = this.bytes[this.skip(1)]!;
    if (first < 0x80) return first;
    let value = first & 0x7f;
    for (let shift = 7; shift < 35; shift += 7) {
      const byte = this.bytes[this.skip(1)]!;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        if (shift === 28 && byte > 0x0f) break;
        return value >>> 0;
      }
    }
    throw new ProtocolError(`Varint of more than 32 bits at byte ${this.position}`, "BAD_VALUE");
  }

  /** A signed number of 32 bits, zigzag-coded. */
  varint(): number {
    const value = this.uvarint();
    return (value >>> 1) ^ -(value & 1);
  }

  /** A signed number of 64 bits, zigzag-coded; exact below 2⁵², rounded above. */
  varlong(): number {
    let value = 0;
    let factor = 1;
    for (let index = 0; index < 10; index++) {
      const byte = this.bytes[this.skip(1)]!;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) {
        return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
      }
      factor *= 128;
    }
    throw new ProtocolError(`Varlong of more than 64 bits at byte ${this.position}`, "BAD_VALUE");
  }

  /** The next `length` bytes, as a view. */
  raw(length: number): Uint8Array {
    const at = this.skip(length);
    return this.bytes.subarray(at, at + length);
  }

  /** The next `length` bytes as text; what is not UTF-8 becomes U+FFFD. */
  text(length: number): string {
    const at = this.skip(length);
    const end = at + length;
    if (length > SHORT_STRING) return decoder.decode(this.bytes.subarray(at, end));
    let text = "";
    for (let index = at; index < end; index++) {
      const byte = this.bytes[index]!;
      if (byte > 0x7f) return decoder.decode(this.bytes.subarray(at, end));
      text += String.fromCharCode(byte);
    }
    return text;
  }

  /** A string after its length in two bytes; below 0 it is null. */
  string(): string | null {
    const length = this.int16();
    return length < 0 ? null : this.text(length);
  }

  /** A string after its length + 1 as a varint; 0 is null. */
  compactString(): string | null {
    const length = this.uvarint();
    return length === 0 ? null : this.text(length - 1);
  }

  /** Bytes after their length in four bytes; below 0 they are null. */
  sized(): Uint8Array | null {
    const length = this.int32();
    return length < 0 ? null : this.raw(length);
  }

  /** Bytes after their length + 1 as a varint; 0 is null. */
  compactSized(): Uint8Array | null {
    const length = this.uvarint();
    return length === 0 ? null : this.raw(length - 1);
  }

  /** Sixteen bytes in the form Kafka prints: URL-safe base64 without padding. */
  uuid(): string {
    return this.raw(16).toBase64({ alphabet: "base64url", omitPadding: true });
  }

  /** Passes over the tagged fields of a flexible version. */
  skipTags(): void {
    for (let count = this.uvarint(); count > 0; count--) {
      this.uvarint();
      this.skip(this.uvarint());
    }
  }
}
