import { assert, assertEquals, assertRejects } from "@std/assert";
import { ConfigError, waitFor, WorkshopError } from "../core/mod.ts";
import type { ConsumedRecord, OutgoingRecord, TopicPartitionOffset } from "../kafka/mod.ts";
import { Bench, SESSION } from "./_bench.ts";
import { type AssignedConsumerOptions, runAssigned } from "./run_assigned.ts";

const decoder = new TextDecoder();

async function assign(bench: Bench, options: Partial<AssignedConsumerOptions> = {}) {
  return await runAssigned(bench.kafka, {
    topics: ["orders"],
    handler: bench.effect,
    session: { maxWaitMs: SESSION.maxWaitMs },
    ...options,
  });
}

Deno.test("partitions of one's own choice are processed in order, and no group comes to be", async () => {
  await using bench = await Bench.start();
  await bench.produce(40);
  const consumer = await assign(bench);
  await waitFor(() => bench.covered === 40, { what: "all records" });
  assertEquals(consumer.assignment().length, 4);
  const { received, processed, commits } = await consumer.stop();
  await consumer.closed;
  assertEquals([received, processed, commits], [40, 40, 0]);
  assert(bench.inOrder);
  await using admin = await bench.kafka.admin();
  assertEquals(await admin.listGroups(), []);
});

Deno.test("without offsets that are kept, each start begins where it is told, again and again", async () => {
  await using bench = await Bench.start();
  await bench.produce(8);
  for (const covered of [8, 16]) {
    await using _consumer = await assign(bench);
    await waitFor(() => [...bench.effects.values()].flat().length === covered, { what: "a pass" });
  }
  const partitions = [{ topic: "orders", partition: 2 }];
  const startAt = { offsets: [{ topic: "orders", partition: 2, offset: 1n }] };
  const seen: ConsumedRecord[] = [];
  await using _consumer = await assign(bench, {
    topics: [],
    partitions,
    startAt,
    handler: (record) => void seen.push(record),
  });
  await waitFor(() => seen.length === 1, { what: "one record" });
  assertEquals([seen[0]!.partition, seen[0]!.offset], [2, 1n]);
});

Deno.test("offsets are kept by a group without members, or by one's own store, and taken up again", async () => {
  await using bench = await Bench.start();
  await bench.produce(20);
  const groupId = "billers";
  await (await consumeAll(bench, { groupId }, 20)).stop();
  assertEquals(await bench.committed(), [5n, 5n, 5n, 5n]);
  await bench.produce(4);
  const again = await consumeAll(bench, { groupId }, 24);
  assertEquals((await again.stop()).processed, 4);
  const store = new Map<number, TopicPartitionOffset>();
  const saveOffsets = (offsets: readonly TopicPartitionOffset[]) => {
    for (const offset of offsets) store.set(offset.partition, offset);
    return Promise.resolve();
  };
  bench.effects.clear();
  await (await consumeAll(bench, { saveOffsets }, 24)).stop();
  assertEquals([...store.values()].map(({ offset }) => offset), [6n, 6n, 6n, 6n]);
  await bench.produce(4);
  const startAt = { offsets: [...store.values()] };
  const third = await consumeAll(bench, { saveOffsets, startAt }, 28);
  assertEquals((await third.stop()).processed, 4);
});

async function consumeAll(bench: Bench, options: Partial<AssignedConsumerOptions>, count: number) {
  const consumer = await assign(bench, options);
  await waitFor(() => bench.covered === count, { what: `${count} records` });
  return consumer;
}

Deno.test("retries and dead letters are those of a group's member", async () => {
  await using bench = await Bench.start();
  await bench.produce(8);
  const letters: OutgoingRecord[] = [];
  const tries = new Map<string, number>();
  const consumer = await assign(bench, {
    retry: { maxRetries: 2, baseMs: 1 },
    deadLetters: { publish: (_, letter) => Promise.resolve(void letters.push(letter)) },
    handler: (record) => {
      const value = decoder.decode(record.value!);
      tries.set(value, (tries.get(value) ?? 0) + 1);
      if (value === "3") throw new TypeError("poison");
      if (value === "5") throw new WorkshopError("later", { code: "LATER", retriable: true });
      bench.effect(record);
    },
  });
  await waitFor(() => consumer.statistics().deadLettered === 2, { what: "two letters" });
  await waitFor(() => bench.covered === 6, { what: "the others" });
  await consumer.stop();
  assertEquals([tries.get("3"), tries.get("5")], [1, 3]);
  assertEquals(letters.map(({ value }) => decoder.decode(value!)).toSorted(), ["3", "5"]);
});

Deno.test("at most once needs somewhere to commit, and commits there first", async () => {
  await using bench = await Bench.start();
  await bench.produce(8);
  await assertRejects(() => assign(bench, { delivery: "at-most-once" }), ConfigError);
  await assertRejects(() => assign(bench, { topics: [] }), ConfigError);
  const saved = new Map<number, bigint>();
  const early: boolean[] = [];
  await using _consumer = await assign(bench, {
    delivery: "at-most-once",
    saveOffsets: (offsets) => {
      for (const { partition, offset } of offsets) saved.set(partition, offset);
      return Promise.resolve();
    },
    handler: ({ partition, offset }) => void early.push((saved.get(partition) ?? 0n) > offset),
  });
  await waitFor(() => early.length === 8, { what: "all records" });
  assertEquals(early, Array(8).fill(true));
});

Deno.test("an offset that the log has lost is counted and told, and reading goes on at the earliest", async () => {
  await using bench = await Bench.start();
  await bench.produce(4);
  const warnings: WorkshopError[] = [];
  const consumer = await assign(bench, {
    startAt: { offsets: [{ topic: "orders", partition: 1, offset: 77n }] },
    onWarning: (warning) => warnings.push(warning),
  });
  await waitFor(() => bench.covered === 4, { what: "all records" });
  assertEquals((await consumer.stop()).outOfRange, 1);
  assertEquals(warnings.map(({ code, offset }) => [code, offset]), [["OFFSET_OUT_OF_RANGE", 77n]]);
});

Deno.test("lost connections and a broker that is away cost nothing but time", async () => {
  await using bench = await Bench.start();
  await using _consumer = await assign(bench, { groupId: "billers", commitEveryMs: 50 });
  bench.proxy.add({ apiKeys: ["Fetch", "OffsetCommit"], times: 4, action: "dropAnswer" });
  await bench.produce(40);
  await waitFor(() => bench.covered === 40, { what: "the first records" });
  bench.proxy.refuse(true);
  await waitFor(() => bench.proxy.connections === 0, { what: "no connections" });
  bench.proxy.refuse(false);
  await bench.produce(40);
  await waitFor(() => bench.covered === 80, { what: "all records", timeoutMs: 60_000 });
  assert(bench.inOrder);
  assertEquals([...bench.effects.values()].flat().length, 80);
  await waitFor(async () => (await bench.committed()).every((offset) => offset === 20n), {
    what: "the last commits",
    timeoutMs: 60_000,
  });
});
