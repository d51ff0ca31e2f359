import { utf8Text } from "../../core/mod.ts";
import { isJson } from "../page/messages/json_scanner.ts";
import type { Decoded } from "./decoder.ts";

/** A key, a value or a header as it is shown; all of it is text for text nodes. */
export type ShownBytes =
  | { readonly kind: "null" }
  | {
    /** `text` and `json` are UTF-8; `avro` was decoded by a schema; `bytes` is anything else. */
    readonly kind: "text" | "json" | "avro" | "bytes";
    /** Length of the bytes. */
    readonly size: number;
    /** The text, or the JSON that Avro bytes stand for; "" for bytes that are no UTF-8. */
    readonly text: string;
    /** Whether the text is only the beginning. */
    readonly cut: boolean;
    /** The first bytes as hexadecimal digits. */
    readonly hex: string;
    /** Id and name of the schema that wrote it. */
    readonly schemaId?: number;
    readonly schema?: string;
    /** Why it could not be decoded. */
    readonly problem?: string;
  };

/** How much of bytes is shown. */
export interface ShownLimits {
  /** Characters of text. */
  readonly characters: number;
  /** Bytes as hexadecimal digits. */
  readonly hexBytes: number;
}

/** In a list: one line. */
export const LINE_LIMITS: ShownLimits = { characters: 240, hexBytes: 48 };
/** In the record's panel. */
export const DETAIL_LIMITS: ShownLimits = { characters: 65_536, hexBytes: 4096 };

const JSON_BEGINS = /^[ \t\r\n]*[[{"\d\-tfn]/;

/** Bytes as they are shown, cut to the limits; `decoded` is what a registry made of them. */
export function shownBytes(
  bytes: Uint8Array | null,
  limits: ShownLimits,
  decoded?: Decoded,
): ShownBytes {
  if (bytes === null) return { kind: "null" };
  const shared = { size: bytes.length, hex: bytes.subarray(0, limits.hexBytes).toHex() };
  if (decoded?.kind === "avro") {
    const { schemaId, schema } = decoded;
    return { ...shared, kind: "avro", ...cutText(decoded.text, limits), schemaId, schema };
  }
  if (decoded?.kind === "problem") {
    const { schemaId, problem } = decoded;
    return { ...shared, kind: "bytes", text: "", cut: false, schemaId, problem };
  }
  const text = utf8Text(bytes);
  if (text === undefined) {
    return { ...shared, kind: "bytes", text: "", cut: false, problem: "This is not valid UTF-8" };
  }
  const kind = JSON_BEGINS.test(text) && isJson(text) ? "json" : "text";
  return { ...shared, kind, ...cutText(text, limits) };
}

/** For a list, where only the beginning is looked at: a huge value costs no more than a short one. */
export function shownLine(bytes: Uint8Array | null, decoded?: Decoded): ShownBytes {
  if (bytes === null || decoded !== undefined || bytes.length <= 2 * LINE_BYTES) {
    return shownBytes(bytes, LINE_LIMITS, decoded);
  }
  const begin = bytes.subarray(0, LINE_BYTES);
  const text = utf8Text(begin.subarray(0, wholeCharacters(begin)));
  const shared = { size: bytes.length, hex: bytes.subarray(0, LINE_LIMITS.hexBytes).toHex() };
  if (text === undefined) {
    return { ...shared, kind: "bytes", text: "", cut: false, problem: "This is not valid UTF-8" };
  }
  const kind = /^[ \t\r\n]*[[{]/.test(text) ? "json" : "text";
  return { ...shared, kind, ...cutText(text, LINE_LIMITS), cut: true };
}

const LINE_BYTES = 1024;

/** Where the last character that is whole ends. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= 4 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return bytes.length - back + 1;
    if (byte >= 0xc0) return bytes.length - back;
  }
  return bytes.length;
}

function cutText(text: string, { characters }: ShownLimits) {
  if (text.length <= characters) return { text, cut: false };
  // not between the halves of a character
  const last = text.charCodeAt(characters - 1);
  const end = last >= 0xd800 && last <= 0xdbff ? characters - 1 : characters;
  return { text: text.slice(0, end), cut: true };
}
