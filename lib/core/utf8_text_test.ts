import { assertEquals } from "@std/assert";
import { utf8Text } from "./utf8_text.ts";

Deno.test("UTF-8 becomes text, byte order marks too, and nothing else does", () => {
  const encoder = new TextEncoder();
  for (const text of ["", "ä€😀", "\ufeffx", "\0"]) {
    assertEquals(utf8Text(encoder.encode(text)), text);
  }
  for (const bytes of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80]]) {
    assertEquals(utf8Text(new Uint8Array(bytes)), undefined);
  }
});
