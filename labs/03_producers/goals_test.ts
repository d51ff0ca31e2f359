import { assert, assertEquals, assertThrows } from "@std/assert";
import { seededRandom } from "../../lib/core/mod.ts";
import { type CompressionCodec, encodeBatch } from "../../lib/protocol/mod.ts";
import type { ProducerRecord } from "../../lib/producer/mod.ts";
import { truthOf } from "./classify_checks.ts";
import {
  batchSize,
  brimfulGoals,
  DEFAULT_BATCH_BYTES,
  goalsOfAllSizes,
  largeBatchGoal,
  manyGoals,
  requestSize,
  smallTopicGoal,
} from "./goals.ts";
import { randomOrders, randomPhotos } from "./orders.ts";

const random = () => seededRandom("goals");
const ENDS = [
  ["recordsPerRequest", 10, 400],
  ["recordBytes", 200, 1500],
  ["topicMaxBytes", 50_000, 1_000_000],
  ["longestWaitMs", 0, 200],
] as const;

Deno.test("every goal is one that the task's docstring allows and a producer can reach", () => {
  const ofAllSizes = goalsOfAllSizes(random(), { loss: "never", duplicates: "never" });
  const tight = [largeBatchGoal(random()), smallTopicGoal(random()), ...brimfulGoals(random())];
  for (const goal of [...manyGoals(random(), 2000), ...ofAllSizes, ...tight]) {
    const { loss, duplicates, longestWaitMs, recordBytes, recordsPerRequest, topicMaxBytes } = goal;
    assert(duplicates === "accepted" || loss === "never");
    assert(longestWaitMs >= 0 && longestWaitMs <= 200);
    assert(recordBytes >= 200 && recordBytes <= 1500);
    assert(recordsPerRequest >= 10 && recordsPerRequest <= 400);
    assert(topicMaxBytes >= 50_000 && topicMaxBytes <= 1_000_000);
    assert(requestSize(goal) <= 0.99 * topicMaxBytes);
  }
});

Deno.test("the two kinds of goal lie on both sides of what a producer does by itself", () => {
  const large = largeBatchGoal(random());
  assert(large.recordsPerRequest * large.recordBytes > DEFAULT_BATCH_BYTES);
  assert(requestSize(large) > 0.989 * large.topicMaxBytes);
  assert(smallTopicGoal(random()).topicMaxBytes < DEFAULT_BATCH_BYTES);
});

Deno.test("orders have the size that is asked for, and compress by more than one codec", () => {
  const orders = randomOrders(random(), "orders", { count: 50, bytes: 700 });
  for (const { key, value } of orders) assertEquals(key.length + value.length, 700);
  const records = orders.map(({ value }) => ({
    value: new TextEncoder().encode(value),
    timestampMs: 0,
  }));
  const size = (codec: "gzip" | "snappy" | "lz4" | "zstd") =>
    encodeBatch(records, { codec }).length;
  const best = Math.min(size("gzip"), size("zstd"));
  assert(Math.max(size("gzip"), size("zstd")) < 1.1 * best);
  assert(Math.min(size("snappy"), size("lz4")) > 1.25 * best);
});

Deno.test("what can be known of a record follows from the wire, and is checked by the log", () => {
  const incident = { name: "x", error: undefined };
  const known = { ...incident, unanswered: false, copies: 0 };
  assertEquals(truthOf({ ...known, copiesAfterAgain: 1 }), { stored: "no", sendAgain: true });
  assertEquals(truthOf({ ...known, copiesAfterAgain: 0 }), { stored: "no", sendAgain: false });
  for (const copies of [0, 1]) {
    const open = { ...incident, unanswered: true, copies, copiesAfterAgain: copies + 1 };
    assertEquals(truthOf(open), { stored: "unknown", sendAgain: false });
  }
  assertThrows(() => truthOf({ ...known, copies: 1, copiesAfterAgain: 2 }), Error, "every request");
});

Deno.test("goals of all sizes reach both ends of each range, and have what is given", () => {
  const goals = goalsOfAllSizes(random(), { loss: "never", duplicates: "accepted" });
  const seen = (name: "recordsPerRequest" | "recordBytes" | "topicMaxBytes" | "longestWaitMs") =>
    goals.map((goal) => goal[name]);
  for (const [name, least, most] of ENDS) {
    assertEquals([Math.min(...seen(name)), Math.max(...seen(name))], [least, most], name);
  }
  assertEquals(new Set(goals.map(({ spare }) => spare)).size, 2);
  assert(goals.every(({ loss, duplicates }) => loss === "never" && duplicates === "accepted"));
});

Deno.test("the size of a batch is what it takes, for orders and for photographs", () => {
  for (const [count, recordBytes] of [[10, 200], [64, 1500], [65, 700], [400, 1500]] as const) {
    for (const make of [randomOrders, randomPhotos]) {
      const records = make(random(), "orders", { count, bytes: recordBytes });
      assertEquals(sizeOf(records, "none"), batchSize({ count, recordBytes }));
    }
  }
});

Deno.test("a batch that fills a brimful topic is too large when it is compressed", () => {
  const [forZstd, forGzip] = brimfulGoals(random());
  for (const [goal, codec] of [[forZstd!, "zstd"], [forGzip!, "gzip"]] as const) {
    const { recordBytes: bytes, topicMaxBytes } = goal;
    const count = Math.floor(999_000 / (bytes + 10));
    const photos = randomPhotos(random(), "photos", { count, bytes });
    assert(sizeOf(photos, "none") <= topicMaxBytes);
    assert(sizeOf(photos, codec) > topicMaxBytes);
    assert(sizeOf(photos, codec) < 1.001 * topicMaxBytes);
  }
});

function sizeOf(records: readonly ProducerRecord[], codec: CompressionCodec): number {
  const bytes = (part: string | Uint8Array | null | undefined) =>
    typeof part === "string" ? new TextEncoder().encode(part) : part ?? null;
  const encoded = records.map(({ key, value }) => ({
    key: bytes(key),
    value: bytes(value),
    timestampMs: 0,
  }));
  return encodeBatch(encoded, { codec }).length;
}
