import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { ConfigError, ManualClock, waitFor, WorkshopError } from "../core/mod.ts";
import type { OutgoingRecord } from "../kafka/mod.ts";
import { FakeGroup, recordAt } from "./_fake_group.ts";
import type { ConsumerOptions } from "./options.ts";
import { runConsumer } from "./run_consumer.ts";

const place = (partition: number) => ({ topic: "orders", partition });
const records = (partition: number, from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => recordAt(BigInt(from + at), "x", partition));

async function run(group: FakeGroup, options: Partial<ConsumerOptions>) {
  return await runConsumer(group.kafka, {
    groupId: "g",
    topics: ["orders"],
    handler: () => {},
    commitEveryMessages: 1,
    session: { sessionTimeoutMs: 200 },
    ...options,
  });
}

Deno.test("a paused partition begins no record and is not fetched, until it is resumed", async () => {
  const group = new FakeGroup([[0, 0n], [1, 0n]]);
  const seen: string[] = [];
  await using consumer = await run(group, {
    handler: ({ partition, offset }) => void seen.push(`${partition}:${offset}`),
  });
  consumer.pause([place(0)]);
  assert(group.paused.has(0));
  group.give(records(0, 0, 2));
  group.give(records(1, 0, 1));
  await waitFor(() => group.committedOf(1) === 1n, { what: "the other partition" });
  assertEquals(seen, ["1:0"]);
  consumer.resume([place(0)]);
  await waitFor(() => group.committedOf(0) === 2n, { what: "the resumed partition" });
  assertEquals([seen, group.paused.size], [["1:0", "0:0", "0:1"], 0]);
});

Deno.test("a pause lasts over rebalances, and is forgotten with its partition", async () => {
  const group = new FakeGroup([[0, 0n], [1, 0n]]);
  const seen: number[] = [];
  await using consumer = await run(group, {
    handler: ({ partition }) => void seen.push(partition),
  });
  consumer.pause();
  group.paused.clear();
  await group.rebalance([[0, 0n]]);
  assertEquals([...group.paused], [0]);
  await group.rebalance([[0, 0n], [1, 0n]]);
  group.give(records(0, 0, 1));
  group.give(records(1, 0, 1));
  await waitFor(() => group.committedOf(1) === 1n, { what: "the partition that was away" });
  assertEquals(seen, [1]);
  consumer.resume();
  await waitFor(() => group.committedOf(0) === 1n, { what: "the kept partition" });
});

Deno.test("a seek drops what is queued, lets the running handler end, and is committed", async () => {
  const group = new FakeGroup();
  const gate = Promise.withResolvers<void>();
  const seen: bigint[] = [];
  const begun: bigint[] = [];
  await using consumer = await run(group, {
    handler: async ({ offset }, { signal }) => {
      begun.push(offset);
      if (seen.length === 0) await gate.promise;
      assertEquals(signal.aborted, false);
      seen.push(offset);
    },
  });
  group.give(records(0, 7, 10));
  await waitFor(() => begun.length === 1, { what: "the first record" });
  consumer.seek({ ...place(0), offset: 3n });
  assertEquals(group.seeks, [{ ...place(0), offset: 3n }]);
  group.give(records(0, 3, 5));
  gate.resolve();
  await waitFor(() => group.committedOf(0) === 5n, { what: "the records behind the seek" });
  assertEquals(seen, [7n, 3n, 4n]);
  consumer.seek({ ...place(0), offset: 1n });
  await consumer.stop();
  assertEquals(group.committedOf(0), 1n);
});

Deno.test("a handler may seek in its own partition", async () => {
  const group = new FakeGroup();
  const seen: bigint[] = [];
  const consumer = await run(group, {
    handler: ({ offset }) => {
      seen.push(offset);
      if (offset === 2n && seen.length === 3) consumer.seek({ ...place(0), offset: 0n });
    },
  });
  group.give(records(0, 0, 5));
  await waitFor(() => group.seeks.length === 1, { what: "the seek" });
  group.give(records(0, 0, 4));
  await waitFor(() => group.committedOf(0) === 4n, { what: "the second reading" });
  assertEquals(seen, [0n, 1n, 2n, 0n, 1n, 2n, 3n]);
  await consumer.stop();
});

Deno.test("a paused partition stays paused where it is sought", async () => {
  const group = new FakeGroup();
  const seen: bigint[] = [];
  await using consumer = await run(group, { handler: ({ offset }) => void seen.push(offset) });
  consumer.pause();
  consumer.seek({ ...place(0), offset: 4n });
  assert(group.paused.has(0));
  group.give(records(0, 4, 5));
  await waitFor(() => consumer.statistics().received === 1, { what: "the record" });
  assertEquals(seen, []);
  consumer.resume();
  await waitFor(() => seen.length === 1, { what: "the record" });
});

Deno.test("what is not one's own can't be paused, resumed or sought", async () => {
  const group = new FakeGroup();
  await using consumer = await run(group, {});
  for (
    const act of [
      () => consumer.pause([place(7)]),
      () => consumer.resume([place(7)]),
      () => consumer.seek({ ...place(7), offset: 0n }),
    ]
  ) assertEquals(assertThrows(act, WorkshopError).code, "NOT_ASSIGNED");
});

Deno.test("no more partitions are worked on at the same time than allowed, each in its order", async () => {
  const group = new FakeGroup([[0, 0n], [1, 0n], [2, 0n], [3, 0n]]);
  let running = 0;
  let most = 0;
  const seen: string[] = [];
  await using consumer = await run(group, {
    maxConcurrentPartitions: 2,
    handler: async ({ partition, offset }) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve));
      seen.push(`${partition}:${offset}`);
      running--;
    },
  });
  for (const partition of [0, 1, 2, 3]) group.give(records(partition, 0, 5));
  await waitFor(() => consumer.statistics().processed === 20, { what: "all records" });
  assertEquals(most, 2);
  for (const partition of [0, 1, 2, 3]) {
    const own = seen.filter((key) => key.startsWith(`${partition}:`));
    assertEquals(own, [0, 1, 2, 3, 4].map((offset) => `${partition}:${offset}`));
  }
});

Deno.test("a consumer that may work on no partition at all is a mistake", async () => {
  const options = { maxConcurrentPartitions: 0 };
  await assertRejects(() => run(new FakeGroup(), options), ConfigError, "at least 1");
});

Deno.test("who waits for a retry, or never ends, takes no place of those that work", async () => {
  const group = new FakeGroup([[0, 0n], [1, 0n], [2, 0n]]);
  const clock = new ManualClock();
  const handler: ConsumerOptions["handler"] = ({ partition }) => {
    if (partition === 0) return new Promise(() => {});
    if (partition === 1) throw new WorkshopError("later", { code: "LATER", retriable: true });
  };
  const options = { maxConcurrentPartitions: 1, maxHandlerMs: 1000, clock, handler };
  const consumer = await run(group, options);
  group.give(records(1, 0, 1));
  await waitFor(() => consumer.statistics().retried === 1, { what: "the retry to wait" });
  group.give(records(0, 0, 1));
  await waitFor(() => clock.sleepers === 3, { what: "the handler's timer" });
  group.give(records(2, 0, 1));
  clock.advance(1000);
  await waitFor(() => group.committedOf(2) === 1n, { what: "the third partition" });
  await consumer.stop();
});

Deno.test("a partition whose handler fails in whatever way disturbs no other, nor the group", async () => {
  const group = new FakeGroup([[0, 0n], [1, 0n]]);
  const letters: OutgoingRecord[] = [];
  const failures: (() => Promise<void> | void)[] = [
    () => {
      throw new TypeError("sync");
    },
    () => Promise.reject(new RangeError("async")),
    () => {
      throw "a string";
    },
    () => Promise.reject(undefined),
    () => Promise.reject(new DOMException("not ours", "AbortError")),
  ];
  const done: bigint[] = [];
  const consumer = await run(group, {
    deadLetters: { publish: (_, letter) => Promise.resolve(void letters.push(letter)) },
    handler: ({ partition, offset }) => {
      if (partition === 0) return failures[Number(offset)]!();
      done.push(offset);
    },
  });
  group.give(records(0, 0, failures.length));
  group.give(records(1, 0, 5));
  await waitFor(() => group.committedOf(0) === 5n && group.committedOf(1) === 5n, {
    what: "both partitions",
  });
  const { rebalances } = await consumer.stop();
  await consumer.closed;
  assertEquals([letters.length, done, rebalances], [5, [0n, 1n, 2n, 3n, 4n], 0]);
});
