import { crc32c } from "../../protocol/mod.ts";

const VERSION = 1;
const NEWLINE = 0x0a;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A value as a note: a line of version and CRC-32C, then JSON that a person can read. */
export function encodeNote(value: unknown): Uint8Array {
  const json = JSON.stringify(value);
  return encoder.encode(`${VERSION} ${crcOf(encoder.encode(json))}\n${json}`);
}

/** The value of a note; `undefined` when it is damaged or of another version. */
export function decodeNote(bytes: Uint8Array): unknown {
  const lineEnd = bytes.indexOf(NEWLINE);
  const json = bytes.subarray(lineEnd + 1);
  const head = decoder.decode(bytes.subarray(0, Math.max(0, lineEnd)));
  return head === `${VERSION} ${crcOf(json)}` ? JSON.parse(decoder.decode(json)) : undefined;
}

function crcOf(bytes: Uint8Array): string {
  return crc32c(bytes).toString(16).padStart(8, "0");
}
