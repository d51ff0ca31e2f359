import { digits } from "../format.ts";

/** A number of bytes for a reader: `12 B`, `3.4 KiB`, `1.0 MiB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kib = bytes / 1024;
  return kib < 1024 ? `${kib.toFixed(1)} KiB` : `${(kib / 1024).toFixed(1)} MiB`;
}

/** The same with the exact number. */
export function exactSize(bytes: number): string {
  return bytes < 1024 ? `${bytes} bytes` : `${digits(bytes)} bytes (${sizeText(bytes)})`;
}

const COLUMNS = 16;

/** Hexadecimal digits as a dump: place, sixteen bytes, and what of them is ASCII. */
export function hexDump(hex: string): string {
  const rows: string[] = [];
  for (let at = 0; at < hex.length; at += 2 * COLUMNS) {
    const row = hex.slice(at, at + 2 * COLUMNS);
    const pairs = row.match(/../g) ?? [];
    const shown = pairs.map((pair) => {
      const code = parseInt(pair, 16);
      return code > 31 && code < 127 ? String.fromCharCode(code) : "·";
    }).join("");
    const place = (at / 2).toString(16).padStart(6, "0");
    rows.push(`${place}  ${pairs.join(" ").padEnd(3 * COLUMNS - 1)}  ${shown}`);
  }
  return rows.join("\n");
}

/** Bytes that are no UTF-8 as text, with a replacement character for what is none. */
export function lossyText(hex: string): string {
  return new TextDecoder().decode(Uint8Array.from(
    hex.match(/../g) ?? [],
    (pair) => parseInt(pair, 16),
  ));
}
