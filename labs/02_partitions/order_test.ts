import { assertEquals } from "@std/assert";
import { seededRandom } from "../../lib/core/mod.ts";
import { murmur2 } from "../../lib/protocol/mod.ts";
import { interleaved, type KeyedRecord } from "./keyed_log.ts";
import { numberedKeys, randomKeys } from "./keys.ts";
import { asRead, countsOf, inversions, skew, splitKeys } from "./order.ts";
import { explain } from "./mistakes.ts";
import { bytesOf, javaPartition } from "./placement.ts";

const record = (key: string, sequence: number, partition: number, offset: bigint): KeyedRecord => ({
  key,
  sequence,
  partition,
  offset,
});

Deno.test("an inversion is a record that comes after a later one of its key", () => {
  const log = [record("a", 1, 0, 0n), record("b", 0, 0, 1n), record("a", 0, 1, 0n)];
  assertEquals(inversions(asRead(log, [0, 1])), 1);
  assertEquals(inversions(asRead(log, [1, 0])), 0);
  assertEquals(splitKeys(log), 1);
});

Deno.test("skew is the fullest partition against the average", () => {
  assertEquals(skew([2, 2, 2]), 1);
  assertEquals(skew([6, 0, 0]), 3);
  assertEquals(countsOf([0, 2, 2], 3), [1, 0, 2]);
});

Deno.test("random keys cover the empty one, each tail of four bytes, and text outside ASCII", () => {
  const keys = randomKeys(seededRandom("a"), 200);
  assertEquals(keys.includes(""), true);
  const tails = new Set(keys.map((key) => bytesOf(key).length % 4));
  assertEquals(tails.size, 4);
  assertEquals(keys.some((key) => bytesOf(key).length > key.length), true);
  assertEquals(randomKeys(seededRandom("a"), 200), keys);
});

Deno.test("numbered keys are different ones", () => {
  assertEquals(new Set(numberedKeys(seededRandom("b"), 500)).size, 500);
  assertEquals(interleaved(["a", "b"], 2).map(({ key, sequence }) => `${key}${sequence}`), [
    "a0",
    "b0",
    "a1",
    "b1",
  ]);
});

Deno.test("the oracle places keys as the Java client does", () => {
  // Hashes from Apache Kafka's own tests of Utils.murmur2.
  const known = [["21", -973932308], ["foobar", -790332482], ["abc", 479470107]] as const;
  for (const [key, hash] of known) {
    assertEquals(javaPartition({ key, partitionCount: 1000 }), (hash & 0x7fff_ffff) % 1000);
  }
});

Deno.test("a well-known mistake is recognised by its answers", () => {
  const placements = randomKeys(seededRandom("c"), 100).map((key) => ({ key, partitionCount: 7 }));
  const wrongBy = (answer: (hash: number) => number) =>
    placements.map((placement) => ({
      placement,
      answer: answer(murmur2(bytesOf(placement.key))) % placement.partitionCount,
    })).filter(({ placement, answer }) => answer !== javaPartition(placement));
  assertEquals(explain(wrongBy(Math.abs), []).includes("Math.abs"), true);
  assertEquals(explain(wrongBy((hash) => hash >>> 0), []).includes("unsigned"), true);
  assertEquals(explain(wrongBy(() => 3), []).includes("Other clients"), true);
});
