import { assert, assertEquals, assertRejects } from "@std/assert";
import { waitFor, WorkshopError } from "../core/mod.ts";
import type { ConsumedRecord } from "../kafka/mod.ts";
import { FakeGroup, recordAt } from "./_fake_group.ts";
import { runBatches, type RunningBatches } from "./batches.ts";
import type { BatchContext, BatchesOptions, ConsumedBatch } from "./batches_options.ts";
import { BatchQueue } from "./batches_queue.ts";

const records = (from: number, to: number, partition = 0): ConsumedRecord[] =>
  Array.from({ length: to - from }, (_, at) => recordAt(BigInt(from + at), "x", partition));

const later = (code = "LATER") => new WorkshopError("later", { code, retriable: true });

/** A runner over a session that the test drives, and what it was handed. */
class Run implements AsyncDisposable {
  readonly group: FakeGroup;
  readonly batches: (readonly [partition: number, first: bigint, next: bigint])[] = [];
  readonly contexts: BatchContext[] = [];
  readonly calls: string[] = [];
  /** Called for each batch, before it counts as done. */
  onBatch: (batch: ConsumedBatch, context: BatchContext) => Promise<void> | void = () => {};
  runner!: RunningBatches;

  private constructor(group: FakeGroup) {
    this.group = group;
  }

  static async start(
    first: readonly (readonly [number, bigint])[] = [[0, 0n]],
    options: Partial<BatchesOptions> = {},
  ): Promise<Run> {
    const run = new Run(new FakeGroup(first));
    run.runner = await runBatches(run.group.kafka, {
      groupId: "billing",
      topics: ["orders"],
      maxBatchRecords: 10,
      backoff: { baseMs: 1, maxMs: 5 },
      process: async (batch, context) => {
        run.contexts.push(context);
        await run.onBatch(batch, context);
        run.batches.push([batch.partition, batch.records[0]!.offset, batch.nextOffset]);
        const { topic, partition, nextOffset: offset } = batch;
        run.group.committed.push([{ topic, partition, offset }]);
      },
      ...options,
    });
    return run;
  }

  async saw(count: number): Promise<void> {
    await waitFor(() => this.batches.length >= count, { what: `${count} batches` });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.runner.stop();
  }
}

Deno.test("a batch ends at its limit of records, of bytes, and behind what is not shown", () => {
  const group = new FakeGroup();
  void group.kafka.joinGroup({
    groupId: "billing",
    topics: ["orders"],
    onBatch: (batch) => queue.add(batch),
  });
  const queue = new BatchQueue({ maxRecords: 3, maxBytes: 10 });
  const take = () => {
    const batch = queue.take({ topic: "orders", partition: 0 });
    return batch && [batch.records.map(({ offset }) => Number(offset)), Number(batch.nextOffset)];
  };
  group.give([], { nextOffset: 2n, partition: 0 });
  assertEquals([take(), queue.empty], [undefined, true]);
  group.give(records(2, 4), { nextOffset: 6n });
  group.give(records(6, 8));
  assertEquals([queue.full, queue.overfull], [true, false]);
  assertEquals(take(), [[2, 3, 6], 7]);
  group.give([], { nextOffset: 9n, partition: 0 });
  assertEquals(take(), [[7], 9]);
  group.give([recordAt(9n, "12345678"), recordAt(10n, "123"), recordAt(11n, "12345678901")]);
  assertEquals([take(), take(), take()], [[[9], 10], [[10], 11], [[11], 12]]);
  assertEquals([take(), queue.empty, queue.full], [undefined, true, false]);
});

Deno.test("batches of a partition come one after the other, with their generation and position", async () => {
  await using run = await Run.start([[0, 5n], [1, 0n]]);
  let running = 0;
  run.onBatch = async ({ partition }) => {
    if (partition === 0) assertEquals(++running, 1);
    await Promise.resolve();
    if (partition === 0) running--;
  };
  run.group.give(records(5, 30));
  run.group.give(records(0, 4, 1), { partition: 1 });
  await run.saw(4);
  assertEquals(run.batches.filter(([partition]) => partition === 0), [
    [0, 5n, 15n],
    [0, 15n, 25n],
    [0, 25n, 30n],
  ]);
  const [first] = run.contexts;
  const { generation: { id, memberId }, position } = first!;
  assertEquals([id, memberId, position], [1, "member", 5n]);
  const { received, processed, batches, failed } = run.runner.statistics();
  assertEquals([received, processed, batches, failed], [29, 29, 4, 0]);
});

Deno.test("a batch that isn't full waits for more, but not for long", async () => {
  await using run = await Run.start([[0, 0n]], { lingerMs: 50 });
  run.group.give(records(0, 4));
  run.group.give(records(4, 12));
  await run.saw(2);
  assertEquals(run.batches, [[0, 0n, 10n], [0, 10n, 12n]]);
});

Deno.test("after a failed batch reading goes on at what the group has committed", async () => {
  await using run = await Run.start();
  let failures = 0;
  run.onBatch = (batch) => {
    if (failures++ > 0) return;
    // Its outcome was not known, and it was committed after all.
    run.group.committed.push([{ topic: "orders", partition: 0, offset: batch.nextOffset }]);
    throw new WorkshopError("in doubt", { code: "DOUBT", definite: false });
  };
  run.group.give(records(0, 20));
  await waitFor(() => run.group.seeks.length === 1, { what: "the committed offset to be read" });
  assertEquals(run.group.seeks[0]!.offset, 10n);
  run.group.give(records(10, 15));
  await run.saw(1);
  assertEquals([run.batches, run.contexts.at(-1)!.position], [[[0, 10n, 15n]], 10n]);
  assertEquals(run.runner.statistics().failed, 1);
});

Deno.test("what is open is settled before the first batch and after a failed one", async () => {
  const calls: string[] = [];
  await using run = await Run.start([[0, 0n]], {
    prepare: ({ partition }, { reason, generation }) =>
      Promise.resolve(void calls.push(`prepare ${partition}: ${reason} in ${generation?.id}`)),
  });
  let failures = 0;
  run.onBatch = (batch) => {
    calls.push(`batch ${batch.records[0]!.offset}`);
    if (failures++ === 0) throw later();
  };
  run.group.give(records(0, 3));
  await waitFor(() => run.group.seeks.length === 1, { what: "the seek" });
  run.group.give(records(0, 3));
  await run.saw(1);
  await run.group.rebalance([[0, 3n], [1, 0n]]);
  // The batch that failed last may have left something: the position is read again.
  await waitFor(() => calls.length === 7, { what: "partition 0 to be looked at again" });
  assertEquals(calls, [
    "prepare 0: assigned in undefined",
    "batch 0",
    "prepare 0: failed in 1",
    "batch 0",
    "prepare 0: kept in undefined",
    "prepare 1: assigned in undefined",
    "prepare 0: failed in 2",
  ]);
});

Deno.test("an error that can't pass ends the runner", async () => {
  await using run = await Run.start();
  run.onBatch = () => {
    throw new TypeError("no such field");
  };
  run.group.give(records(0, 3));
  await assertRejects(() => run.runner.closed, TypeError, "no such field");
  assertEquals(run.batches, []);
});

Deno.test("a rebalance waits for the running batch", async () => {
  await using run = await Run.start();
  const gate = Promise.withResolvers<void>();
  run.onBatch = () => gate.promise;
  run.group.give(records(0, 20));
  await waitFor(() => run.contexts.length === 1, { what: "a batch to run" });
  const rebalanced = run.group.rebalance([[0, 10n]]);
  assertEquals(run.contexts[0]!.signal.aborted, false);
  gate.resolve();
  await rebalanced;
  assertEquals(run.batches, [[0, 0n, 10n]]);
  run.group.give(records(10, 12));
  await run.saw(2);
  assertEquals([run.batches[1], run.contexts[1]!.generation.id], [[0, 10n, 12n], 2]);
});

Deno.test("a batch that takes too long is aborted, and the next owner begins when it has ended", async () => {
  const released: number[] = [];
  await using run = await Run.start([[0, 0n], [1, 0n]], {
    revokeTimeoutMs: 20,
    release: ({ partition }) => Promise.resolve(void released.push(partition)),
  });
  const gate = Promise.withResolvers<void>();
  run.onBatch = ({ partition }) => partition === 0 ? gate.promise : undefined;
  run.group.give(records(0, 10));
  run.group.give(records(0, 2, 1), { partition: 1 });
  await run.saw(1);
  await run.group.rebalance([[0, 0n]]);
  assert(run.contexts[0]!.signal.aborted);
  await waitFor(() => released.length === 1, { what: "partition 1 to be released" });
  run.group.give(records(0, 10));
  // The old batch commits after the new generation has read its position.
  gate.resolve();
  await waitFor(() => run.group.seeks.length === 1, { what: "the position to be read again" });
  assertEquals([run.group.seeks[0]!.offset, released], [10n, [1]]);
  run.group.give(records(10, 12));
  await run.saw(3);
  assertEquals(run.batches.slice(1), [[0, 0n, 10n], [0, 10n, 12n]]);
});

Deno.test("neither a rebalance nor a stop waits for a batch that rests", async () => {
  const run = await Run.start([[0, 0n]], { revokeTimeoutMs: 60_000, shutdownTimeoutMs: 60_000 });
  const resting: Promise<void>[] = [];
  run.onBatch = async (_, context) => {
    resting.push(context.rest(60_000));
    await resting.at(-1);
  };
  run.group.give(records(0, 3));
  await waitFor(() => resting.length === 1, { what: "the batch to rest" });
  await run.group.rebalance([[0, 0n]]);
  await assertRejects(() => resting[0]!);
  run.group.give(records(0, 3));
  await waitFor(() => resting.length === 2, { what: "the batch to rest again" });
  await run.runner.stop();
  await assertRejects(() => resting[1]!);
  assertEquals([run.batches, run.group.disposed], [[], true]);
});

Deno.test("fetching pauses when two batches wait, and goes on below one", async () => {
  await using run = await Run.start();
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  run.onBatch = () => gates.shift()?.promise;
  const [first, second] = gates;
  run.group.give(records(0, 10));
  await waitFor(() => gates.length === 1, { what: "a batch to run" });
  run.group.give(records(10, 29));
  assertEquals(run.group.paused.size, 0);
  run.group.give(records(29, 30));
  assertEquals(run.group.paused.size, 1);
  first!.resolve();
  await waitFor(() => gates.length === 0, { what: "the second batch to run" });
  assertEquals(run.group.paused.size, 1);
  second!.resolve();
  await run.saw(3);
  assertEquals(run.group.paused.size, 0);
});

Deno.test("stopping finishes the running batch and begins no other", async () => {
  const run = await Run.start();
  const gate = Promise.withResolvers<void>();
  run.onBatch = () => gate.promise;
  run.group.give(records(0, 20));
  await waitFor(() => run.contexts.length === 1, { what: "a batch to run" });
  const stopped = run.runner.stop();
  gate.resolve();
  assertEquals((await stopped).batches, 1);
  await run.runner.closed;
  assertEquals([run.batches, run.group.disposed], [[[0, 0n, 10n]], true]);
});
