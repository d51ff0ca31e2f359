import { assertEquals } from "@std/assert";
import { seededRandom } from "../core/mod.ts";
import { crc32c } from "./crc32c.ts";

Deno.test("the CRC has the values of RFC 3720", () => {
  assertEquals(crc32c(new TextEncoder().encode("123456789")), 0xe3069283);
  assertEquals(crc32c(new Uint8Array(32)), 0x8a9136aa);
  assertEquals(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8ab43);
  assertEquals(crc32c(Uint8Array.from({ length: 32 }, (_, index) => index)), 0x46dd794e);
  assertEquals(crc32c(new Uint8Array(0)), 0);
});

Deno.test("eight bytes a step give what one bit a step gives, for any start and end", () => {
  const bytes = seededRandom("crc").bytes(100);
  for (let start = 0; start < 20; start++) {
    for (let end = start; end <= bytes.length; end++) {
      assertEquals(crc32c(bytes, start, end), bitByBit(bytes.subarray(start, end)));
    }
  }
});

function bitByBit(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  return (crc ^ -1) >>> 0;
}
