import { assertEquals, assertRejects } from "@std/assert";
import { ManualClock, waitFor, WorkshopError } from "../core/mod.ts";
import type { TopicPartition } from "../kafka/mod.ts";
import { FakeGroup, recordAt } from "./_fake_group.ts";
import { Lines } from "./_lines.ts";
import type { ConsumerOptions } from "./options.ts";
import { runConsumer } from "./run_consumer.ts";

const numbers = (partitions: readonly TopicPartition[]) =>
  partitions.map(({ partition }) => partition).join("");

async function run(group: FakeGroup, options: Partial<ConsumerOptions>) {
  const base = { groupId: "g", topics: ["orders"], handler: () => {} };
  return await runConsumer(group.kafka, {
    ...base,
    session: { sessionTimeoutMs: 200 },
    ...options,
  });
}

Deno.test("a listener hears of each rebalance: what is given back after its commit, then what is got", async () => {
  const group = new FakeGroup([[0, 0n], [1, 0n]]);
  const told: string[] = [];
  const consumer = await run(group, {
    onAssigned: (partitions, { generation }) => {
      told.push(`+${numbers(partitions)} in ${generation.id}`);
    },
    onRevoked: (partitions, { generation, isLost }) => {
      const done = group.committedOf(0);
      told.push(`-${numbers(partitions)} in ${generation.id}, ${isLost}, ${done}`);
    },
  });
  group.give([recordAt(0n)]);
  await waitFor(() => consumer.statistics().processed === 1, { what: "a record" });
  await group.rebalance([[0, 1n]]);
  await consumer.stop();
  assertEquals(told, ["+01 in 1", "-01 in 1, false, 1", "+0 in 2", "-0 in 2, false, 1"]);
});

Deno.test("a generation that ends without a word is told as lost, before the next", async () => {
  const group = new FakeGroup();
  const told: string[] = [];
  await using _consumer = await run(group, {
    onAssigned: (partitions) => void told.push(`+${numbers(partitions)}`),
    onRevoked: (partitions, { isLost }) => void told.push(`-${numbers(partitions)} ${isLost}`),
  });
  group.assign([{ topic: "orders", partition: 3, offset: 0n }]);
  await waitFor(() => told.length === 3, { what: "the next generation" });
  assertEquals(told, ["+0", "-0 true", "+3"]);
});

Deno.test("no record is processed before the listener has ended, and it may begin elsewhere", async () => {
  const group = new FakeGroup();
  const gate = Promise.withResolvers<void>();
  const seen: bigint[] = [];
  await using consumer = await run(group, {
    handler: ({ offset }) => void seen.push(offset),
    onAssigned: async (_, { seek }) => {
      await gate.promise;
      seek({ topic: "orders", partition: 0, offset: 5n });
    },
  });
  group.give([recordAt(0n)]);
  await waitFor(() => consumer.statistics().received === 1, { what: "the record" });
  assertEquals(seen, []);
  gate.resolve();
  await waitFor(() => group.seeks.length === 1, { what: "the seek" });
  assertEquals(group.seeks, [{ topic: "orders", partition: 0, offset: 5n }]);
  group.give([recordAt(5n)]);
  await waitFor(() => seen.length === 1, { what: "the record of one's own choice" });
  await consumer.stop();
  assertEquals([seen, group.committedOf(0)], [[5n], 6n]);
});

Deno.test("a listener that fails to take over ends the consumer; one that fails to give back is logged", async () => {
  const group = new FakeGroup();
  const failing = await run(group, {
    onAssigned: () => Promise.reject(new WorkshopError("no state", { code: "NO_STATE" })),
  });
  const error = await assertRejects(() => failing.closed, WorkshopError);
  assertEquals(error.code, "NO_STATE");
  await failing.stop();
  const other = new FakeGroup();
  const logger = new Lines();
  const consumer = await run(other, {
    logger,
    onRevoked: () => {
      throw new Error("no disk");
    },
  });
  await other.rebalance([[0, 0n]]);
  await consumer.stop();
  await consumer.closed;
  assertEquals(logger.of("ERROR"), Array(2).fill("A rebalance listener failed: no disk"));
});

Deno.test("a listener that never ends is given up after the time of a handler", async () => {
  const group = new FakeGroup();
  const clock = new ManualClock();
  const consumer = await run(group, {
    clock,
    maxHandlerMs: 1000,
    onAssigned: () => new Promise(() => {}),
  });
  await waitFor(() => clock.sleepers === 2, { what: "the deadline and the commit timer" });
  clock.advance(1000);
  const error = await assertRejects(() => consumer.closed, WorkshopError);
  assertEquals(error.code, "DEADLINE_EXCEEDED");
  await consumer.stop();
});
