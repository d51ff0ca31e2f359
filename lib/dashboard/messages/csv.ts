import type { ConsumedRecord } from "../../consumer/mod.ts";
import { utf8Text } from "../../core/mod.ts";
import type { Decoded } from "./decoder.ts";
import { isoTime } from "./time_text.ts";

/** The columns of an export. */
export const CSV_HEAD = "topic,partition,offset,timestamp,key,value,headers";

/** What a spreadsheet would take for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/**
 * A text as a cell (RFC 4180). What a spreadsheet would run as a formula has an apostrophe before it;
 * whoever wrote a record doesn't decide what runs on a reader's machine.
 */
export function csvCell(text: string): string {
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}

/** A record as a line; bytes that are no text as 0x…, a null as an empty cell. */
export function csvLine(record: ConsumedRecord, decoded?: Decoded): string {
  const { topic, partition, offset, timestampMs, key, value, headers } = record;
  const pairs = headers.map((header) => [header.name, contentText(header.value)]);
  return [
    csvCell(topic),
    partition,
    offset,
    isoTime(timestampMs),
    key === null ? "" : csvCell(contentText(key)!),
    value === null ? "" : csvCell(decoded?.kind === "avro" ? decoded.text : contentText(value)!),
    csvCell(JSON.stringify(pairs)),
  ].join(",");
}

function contentText(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : utf8Text(bytes) ?? `0x${bytes.toHex()}`;
}
