import { assertEquals } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import { TrapBench } from "./_trap_bench.ts";

const VALUES = ["a", "b", "c"];

Deno.test("bare kafkajs commits nothing in commitOffsetsIfNecessary() without a threshold", async () => {
  await using bench = await TrapBench.start([[0]]);
  await bench.fill(VALUES);
  await using admin = await bench.kafka.admin();
  const consumer = await bench.bareConsumer(bench.bareClient());
  const committed: (readonly unknown[])[] = [];
  await consumer.run({
    async eachBatch({ batch, resolveOffset, commitOffsetsIfNecessary }) {
      for (const { offset } of batch.messages) {
        resolveOffset(offset);
        await commitOffsetsIfNecessary();
        committed.push(await admin.committedOffsets("bare", ["orders"]));
      }
    },
  });
  await waitFor(() => committed.length === 3, { what: "three records" });
  assertEquals(committed, [[], [], []]);
});

Deno.test("our session commits the offsets that it is told, when it is told", async () => {
  await using bench = await TrapBench.start([[0]]);
  await bench.fill(VALUES);
  await using admin = await bench.kafka.admin();
  const seen: bigint[] = [];
  await using session = await bench.kafka.joinGroup({
    groupId: "ours",
    topics: ["orders"],
    onBatch: ({ records }) => void seen.push(...records.map(({ offset }) => offset)),
  });
  await waitFor(() => seen.length === 3, { what: "three records" });
  for (const offset of seen) {
    const next = { topic: "orders", partition: 0, offset: offset + 1n };
    await session.commit([next], session.generation!);
    assertEquals(await admin.committedOffsets("ours", ["orders"]), [next]);
  }
});
