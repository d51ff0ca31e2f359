import type { OutgoingRecord } from "../kafka/mod.ts";

/** Bytes of a record batch before its records (KIP-98). */
export const BATCH_HEADER_BYTES = 61;

const encoder = new TextEncoder();

/** Bytes of what a record holds by itself: attributes, key, value and headers. */
export function contentBytes(record: OutgoingRecord): number {
  const { key = null, value, headers } = record;
  let bytes = 1 + sized(key) + sized(value);
  if (headers === undefined) return bytes + 1;
  bytes += varintBytes(headers.length);
  for (const header of headers) {
    const nameBytes = utf8Bytes(header.name);
    bytes += varintBytes(nameBytes) + nameBytes + sized(header.value);
  }
  return bytes;
}

/**
 * Bytes of a record in an uncompressed batch of version 2: its content, and varints for its length
 * and its distance in time and place from the batch's first record.
 */
export function recordBytes(
  content: number,
  timestampDelta: number,
  offsetDelta: number,
): number {
  const bytes = content + varintBytes(timestampDelta) + varintBytes(offsetDelta);
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
