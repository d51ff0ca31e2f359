import { assertEquals, assertRejects } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import { StaleGenerationError } from "../errors.ts";
import type { GroupSession } from "../port.ts";
import { TrapBench } from "./_trap_bench.ts";

const VALUES = Array.from({ length: 9 }, (_, at) => String(at));

const at = (partition: number, offset: bigint) => ({ topic: "orders", partition, offset });

async function start(): Promise<TrapBench> {
  const bench = await TrapBench.start([[0], [0]]);
  for (const partition of [0, 1]) await bench.fill(VALUES, partition);
  return bench;
}

Deno.test("bare kafkajs commits a partition that another member owns, and rewinds it", async () => {
  await using bench = await start();
  const first = await bench.bareConsumer(bench.bareClient("first"));
  const second = await bench.bareConsumer(bench.bareClient("second"));
  const owned = new Map<string, readonly number[]>();
  for (const [name, consumer] of [["first", first], ["second", second]] as const) {
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      owned.set(name, payload.memberAssignment.orders ?? []);
    });
  }
  const run = { autoCommit: false, eachMessage: async () => {} };
  await first.run(run);
  await waitFor(() => owned.get("first")?.length === 2, { what: "the first to own both" });
  await second.run(run);
  await waitFor(() => owned.get("first")?.length === 1 && owned.get("second")?.length === 1, {
    what: "each to own one",
  });
  const lost = owned.get("second")![0]!;
  await second.commitOffsets([{ topic: "orders", partition: lost, offset: "9" }]);
  await first.commitOffsets([{ topic: "orders", partition: lost, offset: "1" }]);
  await using admin = await bench.kafka.admin();
  assertEquals(await admin.committedOffsets("bare", ["orders"]), [at(lost, 1n)]);
});

function join(bench: TrapBench): Promise<GroupSession> {
  return bench.kafka.joinGroup({
    groupId: "ours",
    topics: ["orders"],
    heartbeatIntervalMs: 50,
    onBatch: () => {},
  });
}

Deno.test("our session refuses to commit what is not its own in the generation it was read in", async () => {
  await using bench = await start();
  await using first = await join(bench);
  const before = first.generation!;
  await using second = await join(bench);
  await waitFor(() => first.generation?.id === second.generation?.id, {
    what: "both members in one generation",
  });
  const lost = second.generation!.assignment[0]!.partition;
  await second.commit([at(lost, 9n)], second.generation!);
  for (const generation of [before, first.generation!]) {
    await assertRejects(() => first.commit([at(lost, 1n)], generation), StaleGenerationError);
  }
  await using admin = await bench.kafka.admin();
  assertEquals(await admin.committedOffsets("ours", ["orders"]), [at(lost, 9n)]);
});
