import { utf8Text } from "../core/mod.ts";
import type { ConsumedRecord } from "../kafka/mod.ts";

/** Bytes in JSON: text where they are UTF-8, else `{"base64": …}`. */
export type ContentJson = string | null | { readonly base64: string };

/** A record as one JSON object. */
export interface RecordJson {
  /** The topic it was read from. */
  readonly topic: string;
  /** The partition it was read from. */
  readonly partition: number;
  /** Its place there, in decimal digits. */
  readonly offset: string;
  /** Milliseconds since 1970. */
  readonly timestampMs: number;
  /** Its key. */
  readonly key: ContentJson;
  /** What a registry decoded, else the bytes. */
  readonly value: unknown;
  /** In their order. */
  readonly headers: readonly { readonly name: string; readonly value: ContentJson }[];
}

/**
 * A record as one line of NDJSON has it, whatever its bytes are.
 *
 * @param decoded what the value stands for, where a registry could tell; JSON must be able to hold it
 */
export function recordJson(record: ConsumedRecord, decoded?: unknown): RecordJson {
  const { topic, partition, offset, timestampMs, key, value, headers } = record;
  return {
    topic,
    partition,
    offset: String(offset),
    timestampMs,
    key: contentJson(key),
    value: decoded === undefined ? contentJson(value) : decoded,
    headers: headers.map((header) => ({ name: header.name, value: contentJson(header.value) })),
  };
}

/** Bytes as JSON has them. */
export function contentJson(bytes: Uint8Array | null): ContentJson {
  if (bytes === null) return null;
  return utf8Text(bytes) ?? { base64: bytes.toBase64() };
}
