import snappy from "snappyjs";
import { BoundedOutput } from "./bounded_output.ts";
import { damaged, tooLarge } from "./failure.ts";

/** How the framing of xerial's snappy-java begins; the Java client writes it, others don't. */
const XERIAL_MAGIC = [0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0];
const XERIAL_HEADER_BYTES = 16;

/** Compresses in Snappy's raw format. */
export function snappyCompress(bytes: Uint8Array): Uint8Array {
  return snappy.compress(bytes);
}

/**
 * Decompresses raw Snappy data, or blocks of it in xerial's framing; throws a ProtocolError for
 * damage and for more than `maxBytes` of output.
 */
export function snappyDecompress(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const output = new BoundedOutput("snappy", Math.min(maxBytes, bytes.length * 4), maxBytes);
  if (isXerial(bytes, 0)) unframe(bytes, output, maxBytes);
  else unpack(bytes, output, maxBytes);
  return output.since(0);
}

function isXerial(bytes: Uint8Array, at: number): boolean {
  return XERIAL_MAGIC.every((byte, index) => bytes[at + index] === byte);
}

function unframe(bytes: Uint8Array, output: BoundedOutput, maxBytes: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at < bytes.length) {
    if (isXerial(bytes, at)) {
      at += XERIAL_HEADER_BYTES;
      continue;
    }
    const left = bytes.length - at - 4;
    const length = left < 0 ? -1 : view.getInt32(at);
    if (length < 0 || length > left) throw damaged("snappy", `no block at byte ${at}`);
    unpack(bytes.subarray(at + 4, at + 4 + length), output, maxBytes);
    at += 4 + length;
  }
}

/** A raw block: its length decompressed, then literals and copies told apart by two bits. */
function unpack(block: Uint8Array, output: BoundedOutput, maxBytes: number): void {
  const { length, next } = blockLength(block);
  const end = output.length + length;
  if (end > maxBytes) throw tooLarge("snappy", maxBytes);
  let at = next;
  while (at < block.length) {
    const tag = block[at]!;
    at = (tag & 3) === 0 ? literal(block, at, output) : copy(block, at, output);
    if (output.length > end) break;
  }
  if (output.length !== end) {
    throw damaged("snappy", `a block of ${length} bytes has another length`);
  }
}

function blockLength(block: Uint8Array): { length: number; next: number } {
  let length = 0;
  for (let index = 0; index < 5 && index < block.length; index++) {
    const byte = block[index]!;
    length += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { length, next: index + 1 };
  }
  throw damaged("snappy", "a block has no length");
}

function literal(block: Uint8Array, at: number, output: BoundedOutput): number {
  const code = block[at]! >>> 2;
  const extra = code < 60 ? 0 : code - 59;
  const count = extra === 0 ? code + 1 : littleEndian(block, at + 1, extra) + 1;
  const from = at + 1 + extra;
  output.literal(block, from, count);
  return from + count;
}

function copy(block: Uint8Array, at: number, output: BoundedOutput): number {
  const tag = block[at]!;
  if ((tag & 3) === 1) {
    const distance = ((tag >>> 5) << 8) + littleEndian(block, at + 1, 1);
    output.repeat(distance, ((tag >>> 2) & 7) + 4);
    return at + 2;
  }
  const width = (tag & 3) === 2 ? 2 : 4;
  output.repeat(littleEndian(block, at + 1, width), (tag >>> 2) + 1);
  return at + 1 + width;
}

function littleEndian(block: Uint8Array, at: number, width: number): number {
  if (at + width > block.length) throw damaged("snappy", "a block ends inside a number");
  let value = 0;
  for (let index = width - 1; index >= 0; index--) value = value * 256 + block[at + index]!;
  return value;
}
