import { assertEquals } from "@std/assert";
import { oneLine, payloadLines, safeText } from "./safe_text.ts";

const encoder = new TextEncoder();

Deno.test("what would move a cursor, colour, hide or turn text round is shown as its code point", () => {
  assertEquals(
    safeText("a\x1b[31m\r\nb\u202ec\u0085\ufeff"),
    "a\\u{1b}[31m\\u{d}\\u{a}b\\u{202e}c\\u{85}\\u{feff}",
  );
  assertEquals(safeText("Bandung · 30 °C 🌋"), "Bandung · 30 °C 🌋");
});

Deno.test("bytes that aren't UTF-8 are shown as hexadecimal digits", () => {
  assertEquals(oneLine(Uint8Array.of(0xff, 0x1b)), "0xff1b");
  assertEquals(oneLine(encoder.encode("k\t1")), "k\\u{9}1");
  assertEquals(oneLine(null), "null");
  assertEquals(payloadLines(Uint8Array.from({ length: 18 }, (_, at) => at + 0xf0 & 0xff)), [
    "000000  f0 f1 f2 f3 f4 f5 f6 f7 f8 f9 fa fb fc fd fe ff  ................",
    "000010  00 01                                            ..",
  ]);
});

Deno.test("a payload of text keeps its lines and nothing else that a terminal obeys", () => {
  assertEquals(payloadLines(encoder.encode('{\n  "a": "\x1b]0;x\x07"\n}')), [
    "{",
    '  "a": "\\u{1b}]0;x\\u{7}"',
    "}",
  ]);
});
