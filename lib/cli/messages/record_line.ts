import { recordJson } from "../../consumer/mod.ts";
import { utf8Text } from "../../core/mod.ts";
import type { ConsumedRecord } from "../../kafka/mod.ts";
import { safeText } from "../safe_text.ts";
import type { MessagesFlags } from "./flags.ts";

/** What a value is decoded to when its bytes are framed: JSON. */
export type ValueDecoder = (value: Uint8Array) => Promise<unknown>;

/** How records are shown. */
export interface LineStyle {
  readonly flags: MessagesFlags;
  /** Escapes what would do something to a terminal. */
  readonly terminal: boolean;
  /** Decodes values that a schema registry knows. */
  readonly decode?: ValueDecoder | undefined;
}

/** A record as a line: as Apache Kafka's console consumer orders its parts, or as JSON. */
export async function recordLine(record: ConsumedRecord, style: LineStyle): Promise<string> {
  const { flags, terminal, decode } = style;
  const decoded = record.value === null ? undefined : await decode?.(record.value);
  if (flags.json) {
    return JSON.stringify(
      recordJson(record, decoded === undefined ? decoded : decodedJson(decoded)),
    );
  }
  const shown = (bytes: Uint8Array | null) => bytesLine(bytes, terminal);
  const value = decoded === undefined ? shown(record.value) : decodedLine(decoded, terminal);
  const pair = flags["print-key"]
    ? `${shown(record.key)}${flags["key-separator"] ?? "\t"}${value}`
    : value;
  return [
    ...(flags["print-timestamp"] ? [timeText(record.timestampMs)] : []),
    ...(flags["print-offset"] ? [`${record.partition}/${record.offset}`] : []),
    ...(flags["print-headers"] ? [headersLine(record, shown)] : []),
    pair,
  ].join("\t");
}

/** Text as it is, or safe for a terminal; other bytes, and those with a zero, in hexadecimal digits. */
function bytesLine(bytes: Uint8Array | null, terminal: boolean): string {
  if (bytes === null) return "null";
  const text = utf8Text(bytes);
  if (text === undefined || text.includes("\0")) return `0x${bytes.toHex()}`;
  return terminal ? safeText(text) : text;
}

function headersLine(
  { headers }: ConsumedRecord,
  shown: (bytes: Uint8Array | null) => string,
): string {
  if (headers.length === 0) return "no headers";
  const name = (text: string) => shown(new TextEncoder().encode(text));
  return headers.map((header) => `${name(header.name)}=${shown(header.value)}`).join(",");
}

function timeText(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? "no time" : date.toISOString();
}

function decodedLine(value: unknown, terminal: boolean): string {
  const text = JSON.stringify(value, plain);
  return terminal ? safeText(text) : text;
}

function decodedJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, plain));
}

function plain(_: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return { base64: value.toBase64() };
  return typeof value === "bigint" ? String(value) : value;
}
