import { assertEquals } from "@std/assert";
import { OffsetMap } from "./offset_map.ts";

const encoder = new TextEncoder();

Deno.test("each key has its last offset, short keys and long ones", () => {
  const map = new OffsetMap();
  const keys = [
    "",
    "\0",
    "a",
    "a\0",
    "x".repeat(14),
    "x".repeat(15),
    "x".repeat(16),
    "y".repeat(99),
  ];
  for (const [index, key] of keys.entries()) map.put(encoder.encode(key), index);
  map.put(encoder.encode("a"), 100);
  assertEquals(keys.map((key) => map.get(encoder.encode(key))), [0, 1, 100, 3, 4, 5, 6, 7]);
  assertEquals([map.get(encoder.encode("b")), map.size], [-1, keys.length]);
});

Deno.test("it grows, and forgets nothing", () => {
  const map = new OffsetMap();
  const expected = new Map<string, number>();
  for (let offset = 0; offset < 50_000; offset++) {
    const key = `${offset % 3 === 0 ? "a rather long key " : ""}${offset % 20_000}`;
    map.put(encoder.encode(key), offset);
    expected.set(key, offset);
  }
  assertEquals(map.size, expected.size);
  for (const [key, offset] of expected) assertEquals(map.get(encoder.encode(key)), offset);
});

Deno.test("when it is full, known keys still get new offsets", () => {
  const map = new OffsetMap(2);
  const put = (key: string, offset: number) => map.put(encoder.encode(key), offset);
  assertEquals([put("a", 0), put("b", 1), put("c", 2), put("a", 3)], [true, true, false, true]);
  assertEquals(map.get(encoder.encode("a")), 3);
});
