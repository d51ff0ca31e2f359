import { assertEquals, assertRejects } from "@std/assert";
import { waitFor, WorkshopError } from "../core/mod.ts";
import type { OffsetPosition } from "../kafka/mod.ts";
import { Bench } from "./_bench.ts";
import { resetOffsets } from "./reset_offsets.ts";

const at = (partition: number, offset: bigint) => ({ topic: "orders", partition, offset });

async function reset(bench: Bench, to: OffsetPosition, dryRun = false) {
  const plan = await resetOffsets(bench.kafka, "billers", { topics: ["orders"], to, dryRun });
  return plan.map(({ partition, from, to }) => [partition, from, to]);
}

Deno.test("a group's offsets are moved to the earliest, the latest, offsets and times", async () => {
  await using bench = await Bench.start();
  await using session = await bench.kafka.producer();
  const startMs = Date.now() - 10_000;
  for (const partition of [1, 2, 3]) {
    const records = [0, 1000, 2000].map((ms) => ({ value: null, timestampMs: startMs + ms }));
    await session.produce({ topic: "orders", partition, records: records.slice(0, partition) });
  }
  assertEquals(await reset(bench, "latest"), [
    [0, undefined, 0n],
    [1, undefined, 1n],
    [2, undefined, 2n],
    [3, undefined, 3n],
  ]);
  assertEquals(await bench.committed(), [0n, 1n, 2n, 3n]);
  assertEquals(await reset(bench, { timestampMs: startMs + 500 }), [
    [0, 0n, 0n],
    [1, 1n, 1n],
    [2, 2n, 1n],
    [3, 3n, 1n],
  ]);
  assertEquals(await reset(bench, { offsets: [at(3, 2n), at(2, 99n)] }), [
    [2, 1n, 2n],
    [3, 1n, 2n],
  ]);
  assertEquals(await bench.committed(), [0n, 1n, 2n, 2n]);
  const partitions = [{ topic: "orders", partition: 3 }];
  const options = { topics: ["orders"], partitions, to: "earliest" as const };
  assertEquals(await resetOffsets(bench.kafka, "billers", options), [
    { topic: "orders", partition: 3, from: 2n, to: 0n },
  ]);
  assertEquals(await bench.committed(), [0n, 1n, 2n, 0n]);
});

Deno.test("a dry run moves nothing and tells what would be moved", async () => {
  await using bench = await Bench.start();
  await bench.produce(4);
  assertEquals((await reset(bench, "latest", true)).length, 4);
  assertEquals(await bench.committed(), []);
});

Deno.test("a group with members is left alone; after its offsets are moved it goes on there", async () => {
  await using bench = await Bench.start();
  await bench.produce(8);
  const consumer = await bench.consume();
  await waitFor(() => bench.covered === 8, { what: "all records" });
  const error = await assertRejects(() => reset(bench, "earliest"), WorkshopError);
  assertEquals(error.code, "GROUP_IN_USE");
  await consumer.stop();
  await reset(bench, "earliest");
  const again = await bench.consume({ offsetReset: "latest" });
  await waitFor(() => again.statistics().processed === 8, { what: "all records again" });
  await again.stop();
});
