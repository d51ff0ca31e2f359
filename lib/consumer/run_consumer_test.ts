import { assert, assertEquals, assertRejects } from "@std/assert";
import { ManualClock, waitFor, WorkshopError } from "../core/mod.ts";
import type { ConsumedRecord, OutgoingRecord } from "../kafka/mod.ts";
import { FakeGroup, recordAt } from "./_fake_group.ts";
import type { ConsumerOptions } from "./options.ts";
import { runConsumer } from "./run_consumer.ts";

const decoder = new TextDecoder();
const valueOf = ({ value }: { readonly value: Uint8Array | null }) => decoder.decode(value!);
const range = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => recordAt(BigInt(from + at)));

async function run(
  group: FakeGroup,
  handler: ConsumerOptions["handler"],
  options: Partial<ConsumerOptions> = {},
) {
  const base = { groupId: "g", topics: ["orders"], handler };
  return await runConsumer(group.kafka, { ...base, ...options });
}

const passing = () => new WorkshopError("later", { code: "STORE_DOWN", retriable: true });

Deno.test("records of a partition are processed in order, those of others beside them", async () => {
  const group = new FakeGroup([[0, 0n], [1, 0n]]);
  const seen: string[] = [];
  const gate = Promise.withResolvers<void>();
  await using consumer = await run(group, async (record) => {
    if (record.partition === 0) await gate.promise;
    seen.push(`${record.partition}:${record.offset}`);
  });
  group.give([recordAt(0n), recordAt(1n)]);
  group.give([recordAt(0n, "x", 1), recordAt(1n, "y", 1)]);
  await waitFor(() => seen.length === 2, { what: "partition 1" });
  assertEquals(seen, ["1:0", "1:1"]);
  gate.resolve();
  await waitFor(() => seen.length === 4, { what: "partition 0" });
  assertEquals(seen.slice(2), ["0:0", "0:1"]);
  assertEquals(consumer.assignment().length, 2);
});

Deno.test("commits come after so many records, after a time, and at the end", async () => {
  const group = new FakeGroup();
  const clock = new ManualClock();
  const consumer = await run(group, () => {}, {
    commitEveryMessages: 10,
    commitEveryMs: 500,
    clock,
  });
  group.give(range(0, 10));
  await waitFor(() => group.committedOf(0) === 10n, { what: "a commit by count" });
  group.give(range(10, 13));
  await waitFor(() => consumer.statistics().processed === 13, { what: "three more" });
  assertEquals(group.committedOf(0), 10n);
  await waitFor(() => clock.sleepers === 1, { what: "the commit timer" });
  clock.advance(500);
  await waitFor(() => group.committedOf(0) === 13n, { what: "a commit by time" });
  group.give(range(13, 14));
  await waitFor(() => consumer.statistics().processed === 14, { what: "one more" });
  const statistics = await consumer.stop();
  assertEquals([group.committedOf(0), statistics.processed, group.disposed], [14n, 14, true]);
  await consumer.closed;
});

Deno.test("markers at the end of what was fetched are committed too", async () => {
  const group = new FakeGroup();
  await using _consumer = await run(group, () => {}, { commitEveryMessages: 1 });
  group.give([recordAt(0n)], { nextOffset: 2n });
  await waitFor(() => group.committedOf(0) === 2n, { what: "the marker behind the record" });
  group.give([], { nextOffset: 5n, partition: 0 });
  await waitFor(() => group.committedOf(0) === 5n, { what: "markers alone" });
});

Deno.test("a retriable error is tried again three times, each time after twice the wait", async () => {
  const group = new FakeGroup();
  const clock = new ManualClock();
  const attempts: number[] = [];
  const letters: OutgoingRecord[] = [];
  const handler = (_: ConsumedRecord, { attempt }: { attempt: number }) => {
    attempts.push(attempt);
    throw passing();
  };
  const publish = (topic: string, letter: OutgoingRecord) => {
    assertEquals(topic, "DLQ");
    letters.push(letter);
    return Promise.resolve();
  };
  const retry = { jitter: 0 };
  const consumer = await run(group, handler, { clock, retry, deadLetters: { publish } });
  group.give([recordAt(0n, "poison")]);
  for (const [tries, waitMs] of [[1, 2000], [2, 4000], [3, 8000]] as const) {
    await waitFor(() => attempts.length === tries && clock.sleepers === 2, { what: "a try" });
    clock.advance(waitMs - 1);
    await Promise.resolve();
    assertEquals(attempts.length, tries);
    clock.advance(1);
  }
  await waitFor(() => letters.length === 1, { what: "the dead letter" });
  assertEquals([attempts, valueOf(letters[0]!)], [[1, 2, 3, 4], "poison"]);
  const statistics = await consumer.stop();
  assertEquals([statistics.retried, statistics.deadLettered, statistics.processed], [3, 1, 0]);
  assertEquals(group.committedOf(0), 1n);
});

Deno.test("an error that can't pass goes to the dead letters at once, and the partition goes on", async () => {
  const group = new FakeGroup();
  const letters: OutgoingRecord[] = [];
  const done: bigint[] = [];
  const handler = (record: ConsumedRecord) => {
    if (record.offset === 1n) throw new TypeError("undefined is not a function");
    done.push(record.offset);
  };
  const deadLetters = {
    publish: (_: string, letter: OutgoingRecord) => Promise.resolve(void letters.push(letter)),
  };
  await using _consumer = await run(group, handler, { deadLetters });
  group.give(range(0, 4));
  await waitFor(() => done.length === 3, { what: "the records beside the poison" });
  assertEquals([done, letters.map(valueOf)], [[0n, 2n, 3n], ["value 1"]]);
});

Deno.test("while the dead letters refuse, the source is not committed and only its partition waits", async () => {
  const group = new FakeGroup([[0, 0n], [1, 0n]]);
  let refusing = true;
  const letters: OutgoingRecord[] = [];
  const clock = new ManualClock();
  const handler = (record: ConsumedRecord) => {
    if (record.partition === 0) throw new Error("poison");
  };
  const publish = (_: string, letter: OutgoingRecord) => {
    if (refusing) return Promise.reject(new Error("not allowed"));
    letters.push(letter);
    return Promise.resolve();
  };
  const options = { deadLetters: { publish }, clock, commitEveryMessages: 1 };
  const consumer = await run(group, handler, options);
  group.give([recordAt(0n)]);
  group.give([recordAt(0n, "fine", 1)]);
  await waitFor(() => group.committedOf(1) === 1n, { what: "the other partition" });
  await waitFor(() => consumer.statistics().deadLettersRefused === 1, { what: "a refusal" });
  assertEquals([group.committedOf(0), group.paused.has(0)], [undefined, true]);
  refusing = false;
  await waitFor(() => clock.sleepers === 2, { what: "the wait" });
  clock.advance(1500);
  await waitFor(() => group.committedOf(0) === 1n, { what: "the buried record" });
  assertEquals([letters.length, group.paused.has(0)], [1, false]);
  await consumer.stop();
});

Deno.test("without dead letters a record that can't be processed ends the consumer", async () => {
  const group = new FakeGroup();
  const consumer = await run(group, (record) => {
    if (record.offset === 2n) throw new WorkshopError("no price", { code: "PRICE_MISSING" });
  });
  group.give(range(0, 4));
  const error = await assertRejects(() => consumer.closed, WorkshopError);
  assertEquals(error.code, "PRICE_MISSING");
  await consumer.stop();
  assertEquals([group.committedOf(0), group.disposed], [2n, true]);
});

Deno.test("a session that can't go on rejects closed", async () => {
  const group = new FakeGroup();
  const consumer = await run(group, () => {});
  group.closed.reject(new WorkshopError("gone", { code: "GROUP_AUTHORIZATION_FAILED" }));
  const error = await assertRejects(() => consumer.closed, WorkshopError);
  assertEquals(error.code, "GROUP_AUTHORIZATION_FAILED");
  await consumer.stop();
});

Deno.test("the fetching of a partition pauses when enough is queued, and goes on when half is done", async () => {
  const group = new FakeGroup();
  const gates = range(0, 20).map(() => Promise.withResolvers<void>());
  let at = 0;
  await using _consumer = await run(group, () => gates[at++]!.promise, { maxQueuedRecords: 10 });
  group.give(range(0, 5));
  assertEquals(group.paused.has(0), false);
  group.give(range(5, 20));
  assertEquals(group.paused.has(0), true);
  for (let done = 0; done < 14; done++) {
    await waitFor(() => at === done + 1, { what: "the next record" });
    gates[done]!.resolve();
  }
  assertEquals(group.paused.has(0), true);
  await waitFor(() => at === 15, { what: "record 15" });
  gates[14]!.resolve();
  await waitFor(() => !group.paused.has(0), { what: "fetching to go on" });
  for (const gate of gates) gate.resolve();
});

Deno.test("at a rebalance what is finished is committed, lost work is dropped, kept work goes on", async () => {
  const group = new FakeGroup([[0, 0n], [1, 0n]]);
  const done: string[] = [];
  const signals = new Map<number, AbortSignal>();
  const gates = new Map<string, PromiseWithResolvers<void>>();
  const gateOf = (key: string) => {
    const gate = gates.get(key) ?? Promise.withResolvers<void>();
    gates.set(key, gate);
    return gate;
  };
  await using consumer = await run(group, async (record, { signal }) => {
    const key = `${record.partition}:${record.offset}`;
    signals.set(record.partition, signal);
    await gateOf(key).promise;
    done.push(key);
  }, { session: { sessionTimeoutMs: 200 } });
  for (const partition of [0, 1]) {
    group.give([0n, 1n, 2n].map((offset) => recordAt(offset, "x", partition)));
    gateOf(`${partition}:0`).resolve();
  }
  await waitFor(() => gates.has("0:1") && gates.has("1:1"), { what: "both at their second" });
  await group.rebalance([[0, 1n]]);
  assertEquals([group.committedOf(0), group.committedOf(1)], [1n, 1n]);
  assertEquals([signals.get(0)!.aborted, signals.get(1)!.aborted], [false, true]);
  assertEquals(group.seeks, [{ topic: "orders", partition: 0, offset: 3n }]);
  for (const key of ["0:1", "0:2", "1:1", "1:2"]) gateOf(key).resolve();
  await waitFor(() => done.includes("0:2"), { what: "the kept partition" });
  await consumer.stop();
  assertEquals([group.committedOf(0), group.committedOf(1)], [3n, 1n]);
  assertEquals(done.includes("1:2"), false);
  assertEquals(done.filter((key) => key.startsWith("0")), ["0:0", "0:1", "0:2"]);
});

Deno.test("a partition on which others have worked begins anew, after the old work has ended", async () => {
  const group = new FakeGroup();
  const gate = Promise.withResolvers<void>();
  const seen: string[] = [];
  await using _consumer = await run(group, async (record) => {
    seen.push(`${record.partition}:${record.offset}`);
    if (record.offset === 0n && record.partition === 0) await gate.promise;
  }, { session: { sessionTimeoutMs: 20 } });
  group.give(range(0, 3));
  await waitFor(() => seen.length === 1, { what: "the first record" });
  await group.rebalance([[0, 7n], [1, 0n]]);
  group.give(range(7, 9));
  group.give([recordAt(0n, "x", 1), recordAt(1n, "y", 1)]);
  await waitFor(() => seen.includes("1:1"), { what: "the other partition" });
  assertEquals(seen.filter((key) => key.startsWith("0")), ["0:0"]);
  gate.resolve();
  await waitFor(() => seen.length === 5, { what: "the new work" });
  assertEquals(seen.filter((key) => key.startsWith("0")), ["0:0", "0:7", "0:8"]);
  assertEquals(group.seeks, []);
});

Deno.test("a commit that fails is made good by the next one", async () => {
  const group = new FakeGroup();
  group.commitError = new WorkshopError("down", { code: "COORDINATOR_NOT_AVAILABLE" });
  const consumer = await run(group, () => {}, { commitEveryMessages: 2 });
  group.give(range(0, 2));
  await waitFor(() => consumer.statistics().processed === 2, { what: "two records" });
  assertEquals(group.committed, []);
  group.commitError = undefined;
  group.give(range(2, 4));
  await waitFor(() => group.committedOf(0) === 4n, { what: "the next commit" });
  await consumer.stop();
});

Deno.test("stopping waits for what runs, begins nothing else, and doesn't wait for a retry", async () => {
  const group = new FakeGroup([[0, 0n], [1, 0n]]);
  const gate = Promise.withResolvers<void>();
  const seen: string[] = [];
  const consumer = await run(group, async (record) => {
    seen.push(`${record.partition}:${record.offset}`);
    if (record.partition === 1) throw passing();
    await gate.promise;
  });
  group.give(range(0, 3));
  group.give([recordAt(0n, "x", 1)]);
  await waitFor(() => consumer.statistics().retried === 1, { what: "the retry to wait" });
  const stopping = consumer.stop();
  await Promise.resolve();
  assertEquals(group.disposed, false);
  gate.resolve();
  await stopping;
  assertEquals([seen.toSorted(), group.committedOf(0)], [["0:0", "1:0"], 1n]);
  assertEquals(group.committedOf(1), undefined);
});

Deno.test("a handler that never ends doesn't keep the consumer from stopping", async () => {
  const group = new FakeGroup();
  let told: AbortSignal | undefined;
  const consumer = await run(group, (_, { signal }) => {
    told = signal;
    return new Promise(() => {});
  }, { shutdownTimeoutMs: 3010 });
  group.give(range(0, 1));
  await waitFor(() => told !== undefined, { what: "the handler" });
  await consumer.stop();
  assert(told!.aborted);
  assertEquals([group.disposed, group.committed], [true, []]);
});
