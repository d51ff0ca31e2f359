import { assertEquals, assertThrows } from "@std/assert";
import { seededRandom } from "../core/mod.ts";
import { DeliveryError } from "./delivery.ts";
import { CustomPartitioner, DefaultPartitioner } from "./partitioners.ts";

const encoder = new TextEncoder();

Deno.test("keys go where Java's client sends them", () => {
  const partitioner = new DefaultPartitioner("sticky");
  const choose = (key: string, count: number) =>
    partitioner.partition("orders", encoder.encode(key), count);
  const hashes = {
    "21": -973932308,
    "foobar": -790332482,
    "a-little-bit-long-string": -985981536,
    "a-little-bit-longer-string": -1486304829,
    "abc": 479470107,
  };
  for (const [key, hash] of Object.entries(hashes)) {
    assertEquals(choose(key, 8), (hash & 0x7fff_ffff) % 8);
    assertEquals(choose(key, 7), (hash & 0x7fff_ffff) % 7);
  }
});

Deno.test("sticky stays with a partition until its batch is closed, then takes the next", () => {
  const partitioner = new DefaultPartitioner("sticky", seededRandom("sticky"));
  const next = () => partitioner.partition("orders", null, 3);
  const first = next();
  assertEquals([next(), next()], [first, first]);
  partitioner.batchClosed("orders", first);
  const second = next();
  assertEquals(second, (first + 1) % 3);
  partitioner.batchClosed("orders", second);
  assertEquals(next(), (first + 2) % 3);
});

Deno.test("round robin takes one partition after the other, whatever batches do", () => {
  const partitioner = new DefaultPartitioner("round_robin", seededRandom("round"));
  const first = partitioner.partition("orders", null, 3);
  partitioner.batchClosed("orders", first);
  const rest = Array.from({ length: 5 }, () => partitioner.partition("orders", null, 3));
  assertEquals(rest, [1, 2, 3, 4, 5].map((step) => (first + step) % 3));
});

Deno.test("a function of one's own gets key, count and topic, and what it gives is checked", () => {
  const seen: unknown[] = [];
  const partitioner = new CustomPartitioner((key, count, topic) => {
    seen.push([key?.length, count, topic]);
    return 2;
  });
  assertEquals(partitioner.partition("orders", encoder.encode("abc"), 3), 2);
  assertEquals(seen, [[3, 3, "orders"]]);
  for (const wrong of [3, -1, 0.5, NaN]) {
    const error = assertThrows(
      () => new CustomPartitioner(() => wrong).partition("orders", null, 3),
      DeliveryError,
    );
    assertEquals([error.code, error.definite], ["PARTITION_INVALID", true]);
  }
});
