import { assertEquals } from "@std/assert";
import { ManualClock, waitFor, WorkshopError } from "../core/mod.ts";
import type { OutgoingRecord } from "../kafka/mod.ts";
import { FakeGroup, recordAt } from "./_fake_group.ts";
import type { ConsumerOptions } from "./options.ts";
import { runConsumer } from "./run_consumer.ts";

const range = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => recordAt(BigInt(from + at)));

/** A consumer whose calls are noted: offsets in brackets went together. */
async function run(
  group: FakeGroup,
  handleMany: (offsets: number[], signal: AbortSignal) => Promise<number> | number,
  options: Partial<ConsumerOptions> = {},
) {
  const calls: (number | number[])[] = [];
  const letters: OutgoingRecord[] = [];
  const consumer = await runConsumer(group.kafka, {
    groupId: "g",
    topics: ["orders"],
    commitEveryMessages: 1,
    handler: ({ offset }) => void calls.push(Number(offset)),
    handleMany: async (records, { signal }) => {
      const offsets = records.map(({ offset }) => Number(offset));
      calls.push(offsets);
      return await handleMany(offsets, signal);
    },
    deadLetters: { publish: (_topic, letter) => Promise.resolve(void letters.push(letter)) },
    ...options,
  });
  return { consumer, calls, letters };
}

const all = (offsets: readonly number[]) => offsets.length;

Deno.test("records that wait go together in their order, so many at once, one that waits alone alone", async () => {
  const group = new FakeGroup();
  const { consumer, calls } = await run(group, all, { maxRecordsAtOnce: 3 });
  group.give(range(0, 7));
  await waitFor(() => group.committedOf(0) === 7n, { what: "seven records" });
  assertEquals(calls, [[0, 1, 2], [3, 4, 5], 6]);
  assertEquals((await consumer.stop()).processed, 7);
});

Deno.test("what is left over goes alone, and the rest together again", async () => {
  const group = new FakeGroup();
  const { consumer, calls } = await run(group, (offsets) => offsets.includes(2) ? 2 : 9);
  await using _consumer = consumer;
  group.give(range(0, 6));
  await waitFor(() => group.committedOf(0) === 6n, { what: "six records" });
  assertEquals(calls, [[0, 1, 2, 3, 4, 5], 2, [3, 4, 5]]);
});

Deno.test("when a call throws, each of its records goes alone, and its poison to the dead letters", async () => {
  const group = new FakeGroup();
  const alone: bigint[] = [];
  const { consumer, calls, letters } = await run(group, () => {
    throw new TypeError("undefined is not a function");
  }, {
    maxRecordsAtOnce: 4,
    handler({ offset }) {
      if (offset === 1n) throw new TypeError("undefined is not a function");
      alone.push(offset);
    },
  });
  group.give(range(0, 4));
  await waitFor(() => group.committedOf(0) === 4n, { what: "four records" });
  assertEquals([calls, alone, letters.length], [[[0, 1, 2, 3]], [0n, 2n, 3n], 1]);
  const { processed, deadLettered } = await consumer.stop();
  assertEquals([processed, deadLettered], [3, 1]);
});

Deno.test("what every record needs is waited for by the first alone, then they go together again", async () => {
  const group = new FakeGroup();
  const clock = new ManualClock();
  let down = true;
  const check = () => {
    if (down) throw new WorkshopError("down", { code: "STORE_IO", retriable: true, outage: true });
  };
  const alone: bigint[] = [];
  const { consumer, calls } = await run(group, (offsets) => {
    check();
    return offsets.length;
  }, {
    clock,
    handler({ offset }) {
      check();
      alone.push(offset);
    },
  });
  group.give(range(0, 4));
  await waitFor(() => group.paused.has(0) && clock.sleepers === 3, { what: "the wait" });
  assertEquals([alone, group.committed], [[], []]);
  down = false;
  clock.advance(60_000);
  await waitFor(() => group.committedOf(0) === 4n, { what: "four records" });
  assertEquals([calls, alone], [[[0, 1, 2, 3], [1, 2, 3]], [0n]]);
  const { processed, retried } = await consumer.stop();
  assertEquals([processed, retried], [4, 0]);
});

Deno.test("a rebalance waits for records that are handled together, commits them, and the rest goes on", async () => {
  const group = new FakeGroup();
  const gate = Promise.withResolvers<void>();
  const { consumer, calls } = await run(group, async (offsets) => {
    await gate.promise;
    return offsets.length;
  }, { maxRecordsAtOnce: 2 });
  await using _consumer = consumer;
  group.give(range(0, 4));
  await waitFor(() => calls.length === 1, { what: "the first call" });
  const rebalanced = group.rebalance([[0, 2n]]);
  gate.resolve();
  await rebalanced;
  assertEquals(group.committed, [[{ topic: "orders", partition: 0, offset: 2n }]]);
  await waitFor(() => group.committedOf(0) === 4n, { what: "the rest" });
  assertEquals(calls, [[0, 1], [2, 3]]);
});

Deno.test("what was being handled when its partition was lost counts for nothing", async () => {
  const group = new FakeGroup([[0, 0n], [1, 0n]]);
  const lost = Promise.withResolvers<AbortSignal>();
  const gate = Promise.withResolvers<void>();
  const { consumer } = await run(group, async (offsets, signal) => {
    lost.resolve(signal);
    await gate.promise;
    return offsets.length;
  }, { session: { sessionTimeoutMs: 4 } });
  group.give(range(0, 4));
  const signal = await lost.promise;
  await group.rebalance([[1, 0n]]);
  assertEquals(signal.aborted, true);
  gate.resolve();
  assertEquals((await consumer.stop()).processed, 0);
  assertEquals(group.committed, []);
});

Deno.test("a stretch of the log without records parts those that go together", async () => {
  const group = new FakeGroup();
  const { consumer, calls } = await run(group, all);
  await using _consumer = consumer;
  const gate = Promise.withResolvers<void>();
  group.commitGate = gate.promise;
  group.give(range(0, 2), { nextOffset: 3n });
  group.give([], { nextOffset: 5n, partition: 0 });
  group.give(range(5, 7));
  gate.resolve();
  await waitFor(() => group.committedOf(0) === 7n, { what: "all of it" });
  assertEquals(calls, [[0, 1], [5, 6]]);
});
