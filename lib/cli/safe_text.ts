import { utf8Text } from "../core/mod.ts";

/** What moves a cursor, colours, hides or turns round: control, format and unassigned characters. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]/gu;
const COLUMNS = 16;

/** Text that does nothing to a terminal but appear; line breaks and tabs are escaped too. */
export function safeText(text: string): string {
  return text.replace(UNSAFE, escaped);
}

function escaped(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}

/** A key or header in one line: its text, or its bytes as hexadecimal digits. */
export function oneLine(bytes: Uint8Array | null): string {
  if (bytes === null) return "null";
  const text = utf8Text(bytes);
  return text === undefined ? `0x${bytes.toHex()}` : safeText(text);
}

/** A payload in lines: text with its line breaks, or a dump of bytes. */
export function payloadLines(bytes: Uint8Array): string[] {
  const text = utf8Text(bytes);
  if (text !== undefined) return text.split(/\r?\n/).map((line) => safeText(line));
  return Array.from({ length: Math.ceil(bytes.length / COLUMNS) }, (_, row) => {
    const part = bytes.subarray(row * COLUMNS, (row + 1) * COLUMNS);
    const hex = part.toHex().replace(/../g, "$& ").trimEnd().padEnd(COLUMNS * 3 - 1);
    const shown = Array.from(
      part,
      (byte) => byte > 31 && byte < 127 ? String.fromCharCode(byte) : ".",
    );
    return `${(row * COLUMNS).toString(16).padStart(6, "0")}  ${hex}  ${shown.join("")}`;
  });
}
