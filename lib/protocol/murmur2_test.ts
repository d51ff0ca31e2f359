import { assertEquals } from "@std/assert";
import { murmur2, partitionForKey, toPositive } from "./murmur2.ts";

const encoder = new TextEncoder();

Deno.test("keys have the hashes that the Java client computes", () => {
  const hashes = {
    "21": -973932308,
    "foobar": -790332482,
    "a-little-bit-long-string": -985981536,
    "a-little-bit-longer-string": -1486304829,
    "lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8": -58897971,
    "abc": 479470107,
  };
  for (const [key, hash] of Object.entries(hashes)) {
    assertEquals(murmur2(encoder.encode(key)), hash, key);
  }
});

Deno.test("a partition is the hash without its sign, modulo the number of partitions", () => {
  assertEquals(toPositive(-1), 0x7fff_ffff);
  assertEquals(toPositive(5), 5);
  assertEquals(partitionForKey(encoder.encode("21"), 7), (-973932308 & 0x7fff_ffff) % 7);
});
