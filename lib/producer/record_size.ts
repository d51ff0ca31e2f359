import type { OutgoingRecord } from "../kafka/mod.ts";

/** Bytes of a record batch before its records (KIP-98). */
export const BATCH_HEADER_BYTES = 61;

const encoder = new TextEncoder();

/**
 * Bytes of a record in an uncompressed batch of version 2: varints for its length, its distance in
 * time and place from the batch's first record, key, value and headers.
 */
export function recordBytes(
  record: OutgoingRecord,
  timestampDelta: number,
  offsetDelta: number,
): number {
  const { key = null, value, headers = [] } = record;
  let bytes = 1 + varintBytes(timestampDelta) + varintBytes(offsetDelta) + sized(key) +
    sized(value) + varintBytes(headers.length);
  for (const header of headers) {
    const nameBytes = utf8Bytes(header.name);
    bytes += varintBytes(nameBytes) + nameBytes + sized(header.value);
  }
  return varintBytes(bytes) + bytes;
}

function sized(bytes: Uint8Array | null): number {
  return bytes === null ? 1 : varintBytes(bytes.length) + bytes.length;
}

/** Bytes of a number as a zigzag varint. */
function varintBytes(value: number): number {
  let rest = value < 0 ? -value * 2 - 1 : value * 2;
  let bytes = 1;
  while (rest >= 128) {
    rest = Math.floor(rest / 128);
    bytes++;
  }
  return bytes;
}

function utf8Bytes(text: string): number {
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) > 0x7f) return encoder.encode(text).length;
  }
  return text.length;
}
