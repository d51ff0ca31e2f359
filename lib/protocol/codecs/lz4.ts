import lz4js from "lz4js";
import { BoundedOutput } from "./bounded_output.ts";
import { damaged, tooLarge } from "./failure.ts";
import { xxh32 } from "./xxh32.ts";

const MAGIC = 0x184d2204;
const SKIPPABLE_MAGIC = 0x184d2a50;
/** The largest block of a frame, and what lz4js puts in one. */
const BLOCK_BYTES = 4 * 1024 * 1024;
/** Magic, version 1 with independent blocks, blocks of up to 4 MiB, checksum of these two bytes. */
const FRAME_HEAD = [0x04, 0x22, 0x4d, 0x18, 0x60, 0x70, 0x73];
const END_MARK_BYTES = 4;
const UNCOMPRESSED = 0x8000_0000;

const FLAG_DICTIONARY = 0x01;
const FLAG_CONTENT_CHECKSUM = 0x04;
const FLAG_CONTENT_SIZE = 0x08;
const FLAG_BLOCK_CHECKSUM = 0x10;

/**
 * Compresses in the LZ4 frame format. lz4js marks its blocks as linked, which Kafka refuses; here
 * each block is compressed for itself and put under a head that says so.
 */
export function lz4Compress(bytes: Uint8Array): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
    const frame = lz4js.compress(bytes.subarray(at, at + BLOCK_BYTES)) as Uint8Array;
    blocks.push(frame.subarray(FRAME_HEAD.length, frame.length - END_MARK_BYTES));
  }
  const length = blocks.reduce((sum, block) => sum + block.length, 0);
  const frame = new Uint8Array(FRAME_HEAD.length + length + END_MARK_BYTES);
  frame.set(FRAME_HEAD);
  let at = FRAME_HEAD.length;
  for (const block of blocks) {
    frame.set(block, at);
    at += block.length;
  }
  return frame;
}

/**
 * Decompresses LZ4 frames, with their checksums checked; throws a ProtocolError for damage and for
 * more than `maxBytes` of output.
 */
export function lz4Decompress(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const output = new BoundedOutput("lz4", Math.min(maxBytes, bytes.length * 4), maxBytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  do at = readFrame(bytes, view, at, output, maxBytes); while (at < bytes.length);
  return output.since(0);
}

function uint32(view: DataView, at: number): number {
  if (at + 4 > view.byteLength) throw damaged("lz4", "a frame ends too early");
  return view.getUint32(at, true);
}

function readFrame(
  bytes: Uint8Array,
  view: DataView,
  start: number,
  output: BoundedOutput,
  maxBytes: number,
): number {
  const magic = uint32(view, start);
  if ((magic & 0xffff_fff0) >>> 0 === SKIPPABLE_MAGIC) {
    return start + 8 + uint32(view, start + 4);
  }
  if (magic !== MAGIC) throw damaged("lz4", "a frame begins with another magic number");
  const { flags, next } = readDescriptor(bytes, view, start + 4, output.length, maxBytes);
  const contentStart = output.length;
  let at = next;
  while (true) {
    const size = uint32(view, at);
    at += 4;
    if (size === 0) break;
    at = readBlock(bytes, view, at, size, flags, output);
  }
  if (flags & FLAG_CONTENT_CHECKSUM) {
    checkHash(uint32(view, at), output.since(contentStart), "content");
    at += 4;
  }
  return at;
}

function readDescriptor(
  bytes: Uint8Array,
  view: DataView,
  start: number,
  produced: number,
  maxBytes: number,
): { flags: number; next: number } {
  const flags = bytes[start] ?? 0;
  if (flags >>> 6 !== 1) throw damaged("lz4", "the version of a frame is not 1");
  const sized = (flags & FLAG_CONTENT_SIZE) !== 0;
  const end = start + 2 + (sized ? 8 : 0) + (flags & FLAG_DICTIONARY ? 4 : 0);
  if (end >= bytes.length) throw damaged("lz4", "a frame ends in its head");
  if (bytes[end] !== ((xxh32(bytes.subarray(start, end)) >>> 8) & 0xff)) {
    throw damaged("lz4", "the checksum of a frame's head is wrong");
  }
  if (sized) {
    const contentBytes = uint32(view, start + 2) + uint32(view, start + 6) * 0x1_0000_0000;
    if (produced + contentBytes > maxBytes) throw tooLarge("lz4", maxBytes);
  }
  return { flags, next: end + 1 };
}

function readBlock(
  bytes: Uint8Array,
  view: DataView,
  start: number,
  size: number,
  flags: number,
  output: BoundedOutput,
): number {
  const plain = size >= UNCOMPRESSED;
  const end = start + (plain ? size - UNCOMPRESSED : size);
  if (end > bytes.length) throw damaged("lz4", "a block ends too early");
  const block = bytes.subarray(start, end);
  const checked = (flags & FLAG_BLOCK_CHECKSUM) !== 0;
  if (checked) checkHash(uint32(view, end), block, "block");
  if (plain) output.literal(block, 0, block.length);
  else unpack(block, output);
  return checked ? end + 4 : end;
}

function checkHash(expected: number, bytes: Uint8Array, what: string): void {
  if (xxh32(bytes) !== expected) throw damaged("lz4", `the checksum of a ${what} is wrong`);
}

/** A block: tokens, each with a count of literals and the length of a copy that follows them. */
function unpack(block: Uint8Array, output: BoundedOutput): void {
  let at = 0;
  while (at < block.length) {
    const token = block[at++]!;
    let count = token >>> 4;
    if (count === 15) [count, at] = longCount(block, at, count);
    output.literal(block, at, count);
    at += count;
    if (at === block.length) return;
    if (at + 2 > block.length) throw damaged("lz4", "a block ends inside a copy");
    const distance = block[at]! | (block[at + 1]! << 8);
    at += 2;
    let length = token & 15;
    if (length === 15) [length, at] = longCount(block, at, length);
    output.repeat(distance, length + 4);
  }
}

function longCount(block: Uint8Array, start: number, base: number): [count: number, at: number] {
  let count = base;
  for (let at = start; at < block.length; at++) {
    const byte = block[at]!;
    count += byte;
    if (byte !== 255) return [count, at + 1];
  }
  throw damaged("lz4", "a block ends inside a count");
}
