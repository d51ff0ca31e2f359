import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { ManualClock, waitFor, WorkshopError } from "../core/mod.ts";
import type { ConsumedRecord, OutgoingRecord } from "../kafka/mod.ts";
import { FakeGroup, recordAt } from "./_fake_group.ts";
import { Lines } from "./_lines.ts";
import { HandlerTimeoutError } from "./errors.ts";
import type { HandlerContext } from "./handler_context.ts";
import type { ConsumerOptions } from "./options.ts";
import type { RecordHandler } from "./record_handler.ts";
import { runConsumer } from "./run_consumer.ts";

const headerOf = ({ headers = [] }: OutgoingRecord, name: string) =>
  new TextDecoder().decode(headers.find((header) => header.name === name)?.value ?? undefined);

/** A consumer of a group that a test drives, whose handlers end when the test says so. */
class Bench implements AsyncDisposable {
  readonly group: FakeGroup;
  readonly clock = new ManualClock();
  readonly lines = new Lines();
  readonly letters: OutgoingRecord[] = [];
  readonly begun: { record: ConsumedRecord; context: HandlerContext }[] = [];
  readonly gates: PromiseWithResolvers<void>[] = [];
  readonly consumer: Promise<Awaited<ReturnType<typeof runConsumer>>>;

  constructor(options: Partial<ConsumerOptions> = {}, partitions = 2) {
    this.group = new FakeGroup(Array.from({ length: partitions }, (_, at) => [at, 0n] as const));
    this.consumer = runConsumer(this.group.kafka, {
      groupId: "g",
      topics: ["orders"],
      handler: this.#handle,
      clock: this.clock,
      logger: this.lines,
      maxHandlerMs: 1000,
      commitEveryMessages: 1,
      deadLetters: { publish: (_, letter) => Promise.resolve(void this.letters.push(letter)) },
      session: { sessionTimeoutMs: 200 },
      ...options,
    });
  }

  readonly #handle: RecordHandler = (record, context) => {
    const gate = Promise.withResolvers<void>();
    this.begun.push({ record, context });
    this.gates.push(gate);
    return gate.promise;
  };

  async began(count: number): Promise<HandlerContext> {
    await waitFor(() => this.begun.length === count, { what: `handler call ${count}` });
    return this.begun[count - 1]!.context;
  }

  /** Lets time pass once so many sleep. */
  async pass(ms: number, sleepers: number): Promise<void> {
    await waitFor(() => this.clock.sleepers >= sleepers, { what: `${sleepers} sleepers` });
    this.clock.advance(ms);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const gate of this.gates) gate.resolve();
    const stopping = (await this.consumer).stop();
    // Whoever waits for time to pass gets it.
    const passing = setInterval(() => this.clock.advance(10_000), 5);
    await stopping;
    clearInterval(passing);
  }
}

Deno.test("a handler that runs for too long is told, its partition stands still, others go on", async () => {
  await using bench = new Bench();
  await bench.consumer;
  bench.group.give([recordAt(0n), recordAt(1n)]);
  const { signal } = await bench.began(1);
  await bench.pass(999, 2);
  assertEquals(signal.aborted, false);
  await bench.pass(1, 2);
  await waitFor(() => signal.aborted, { what: "the signal" });
  assertInstanceOf(signal.reason, HandlerTimeoutError);
  const { code, definite, topic, partition, offset } = signal.reason;
  assertEquals([code, definite, topic, partition, offset], [
    "HANDLER_TIMEOUT",
    false,
    "orders",
    0,
    0n,
  ]);
  assert(bench.group.paused.has(0));
  assertEquals(bench.lines.of("ERROR").length, 1);
  bench.group.give([recordAt(0n, "x", 1)]);
  await bench.began(2);
  bench.gates[1]!.resolve();
  await waitFor(() => bench.group.committedOf(1) === 1n, { what: "the other partition" });
  assertEquals([bench.begun.length, bench.group.committedOf(0)], [2, undefined]);
  assertEquals((await bench.consumer).statistics().stalls, 1);
});

Deno.test("a handler that ends well after its time has done its record, and the partition goes on", async () => {
  await using bench = new Bench();
  await bench.consumer;
  bench.group.give([recordAt(0n), recordAt(1n)]);
  await bench.began(1);
  await bench.pass(1000, 2);
  await waitFor(() => bench.group.paused.has(0), { what: "the alarm" });
  bench.gates[0]!.resolve();
  const next = await bench.began(2);
  assertEquals([next.signal.aborted, bench.group.paused.has(0)], [false, false]);
  await waitFor(() => bench.group.committedOf(0) === 1n, { what: "the commit" });
  assertEquals(bench.letters.length, 0);
});

Deno.test("a handler that fails after its time is tried again, and its letter says that it may be done", async () => {
  await using bench = new Bench({ retry: { maxRetries: 1, baseMs: 10, jitter: 0 } });
  await bench.consumer;
  bench.group.give([recordAt(0n)]);
  const { signal } = await bench.began(1);
  await bench.pass(1000, 2);
  await waitFor(() => signal.aborted, { what: "the signal" });
  bench.gates[0]!.reject(signal.reason);
  await bench.pass(10, 2);
  const again = await bench.began(2);
  assertEquals([again.attempt, again.signal.aborted], [2, false]);
  await bench.pass(1000, 2);
  await waitFor(() => again.signal.aborted, { what: "the second signal" });
  bench.gates[1]!.reject(new TypeError("fetch failed"));
  await waitFor(() => bench.letters.length === 1, { what: "the letter" });
  assertEquals(headerOf(bench.letters[0]!, "dlq.error.code"), "HANDLER_TIMEOUT");
});

Deno.test("a handler that never ends holds up neither a rebalance nor the end of the consumer", async () => {
  await using bench = new Bench();
  const consumer = await bench.consumer;
  bench.group.give([recordAt(0n), recordAt(1n)]);
  const { signal } = await bench.began(1);
  await bench.pass(1000, 2);
  await waitFor(() => signal.aborted, { what: "the signal" });
  await bench.group.rebalance([[1, 0n]]);
  bench.group.give([recordAt(0n, "x", 1)]);
  await bench.began(2);
  bench.gates[1]!.resolve();
  await waitFor(() => bench.group.committedOf(1) === 1n, { what: "the kept partition" });
  await bench.group.rebalance([[0, 0n], [1, 1n]]);
  assertEquals(
    bench.lines.of("WARN").at(-1),
    "A partition stands still until a handler ends that had it before",
  );
  bench.group.give([recordAt(0n), recordAt(1n)]);
  await consumer.stop();
  assertEquals([bench.begun.length, bench.group.committedOf(0)], [2, undefined]);
});

Deno.test("time between tries is not the handler's, and neither is the time of the dead letters", async () => {
  let takes = Promise.withResolvers<void>();
  await using bench = new Bench({
    retry: { maxRetries: 1, baseMs: 5000, jitter: 0 },
    deadLetters: { publish: () => takes.promise },
  });
  const consumer = await bench.consumer;
  bench.group.give([recordAt(0n)]);
  await bench.began(1);
  bench.gates[0]!.reject(new WorkshopError("later", { code: "LATER", retriable: true }));
  await waitFor(() => consumer.statistics().retried === 1, { what: "the wait" });
  await bench.pass(5000, 2);
  await bench.began(2);
  bench.gates[1]!.reject(new TypeError("poison"));
  await bench.pass(5000, 1);
  takes.resolve();
  await waitFor(() => bench.group.committedOf(0) === 1n, { what: "the buried record" });
  assertEquals(consumer.statistics().stalls, 0);
  takes = Promise.withResolvers();
});

Deno.test("a handler knows its generation, and whether its partition is still its own", async () => {
  await using bench = new Bench();
  await bench.consumer;
  bench.group.give([recordAt(0n)]);
  bench.group.give([recordAt(0n, "x", 1)]);
  const lost = await bench.began(2);
  const kept = bench.begun[0]!.context;
  assertEquals([kept.generation.id, kept.generation.memberId], [1, "member"]);
  assertEquals([kept.stillOwner(), lost.stillOwner()], [true, true]);
  const rebalanced = bench.group.rebalance([[0, 0n]]);
  await bench.pass(50, 2);
  await rebalanced;
  assertEquals([kept.stillOwner(), lost.stillOwner()], [true, false]);
  assertEquals(kept.generation.id, 2);
  kept.throwIfStale();
  let thrown: unknown;
  try {
    lost.throwIfStale();
  } catch (error) {
    thrown = error;
  }
  assertEquals(thrown, lost.signal.reason);
});

Deno.test("a record whose effect is held back because of a rebalance is tried again, uncounted", async () => {
  const attempts: number[] = [];
  const effects: bigint[] = [];
  const gate = Promise.withResolvers<void>();
  const group = new FakeGroup();
  const lines = new Lines();
  await using consumer = await runConsumer(group.kafka, {
    groupId: "g",
    topics: ["orders"],
    logger: lines,
    session: { sessionTimeoutMs: 40 },
    handler: async (record, context) => {
      attempts.push(context.attempt);
      if (attempts.length === 1) await gate.promise;
      context.throwIfStale();
      effects.push(record.offset);
    },
  });
  group.give([recordAt(0n)]);
  await waitFor(() => attempts.length === 1, { what: "the first try" });
  group.leaseEndsAtMs = -1;
  gate.resolve();
  await waitFor(() => lines.of("WARN").length === 1, { what: "the handler to be held back" });
  assertEquals(effects, []);
  group.leaseEndsAtMs = Infinity;
  await waitFor(() => effects.length === 1, { what: "the effect" });
  assertEquals(new Set(attempts), new Set([1]));
  assertEquals(consumer.statistics().retried, 0);
});

Deno.test("a member that hears nothing for a session timeout begins no record until it does", async () => {
  await using bench = new Bench();
  await bench.consumer;
  bench.group.leaseEndsAtMs = bench.clock.monotonicMs();
  bench.group.give([recordAt(0n)]);
  await waitFor(() => bench.lines.of("WARN").length === 1, { what: "the warning" });
  await bench.pass(100, 2);
  await bench.pass(100, 2);
  assertEquals([bench.begun.length, bench.lines.of("WARN").length], [0, 1]);
  bench.group.leaseEndsAtMs = Infinity;
  await bench.pass(100, 2);
  assertEquals((await bench.began(1)).stillOwner(), true);
});
