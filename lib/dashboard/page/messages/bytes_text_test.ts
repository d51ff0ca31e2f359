import { assertEquals } from "@std/assert";
import { exactSize, hexDump, lossyText, sizeText } from "./bytes_text.ts";

Deno.test("sizes are told for readers", () => {
  assertEquals([0, 1023, 1024, 1_048_576].map(sizeText), ["0 B", "1023 B", "1.0 KiB", "1.0 MiB"]);
  assertEquals(exactSize(1_048_576), "1,048,576 bytes (1.0 MiB)");
});

Deno.test("a dump has places, bytes and what of them is ASCII", () => {
  const hex = new TextEncoder().encode("0123456789abcdef<é>").toHex();
  assertEquals(hexDump(hex).split("\n"), [
    "000000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef",
    "000010  3c c3 a9 3e                                      <··>",
  ]);
  assertEquals([hexDump(""), lossyText("ff41")], ["", "\ufffdA"]);
});
