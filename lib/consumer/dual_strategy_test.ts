import { assert, assertEquals, assertRejects } from "@std/assert";
import { ManualClock, waitFor } from "../core/mod.ts";
import { connectKafka, type ConsumedRecord } from "../kafka/mod.ts";
import { Bench } from "./_bench.ts";
import { type DualStrategyOptions, receiveByTwoStrategies } from "./dual_strategy.ts";

const MANUAL = "Trying manual partition assignment...";
const decoder = new TextDecoder();
const describe = ({ value }: ConsumedRecord) =>
  `order: ${JSON.stringify(JSON.parse(decoder.decode(value!)))}`;

async function produce(bench: Bench, ...values: string[]): Promise<void> {
  await using session = await bench.kafka.producer();
  const records = values.map((value) => ({ value: new TextEncoder().encode(value) }));
  await session.produce({ topic: "orders", partition: 0, records });
}

/** For those whose group brings it: a busy machine takes its time to join. */
const PATIENT = { attemptMs: 2000 };

async function receive(bench: Bench, options: Partial<DualStrategyOptions> = {}) {
  const lines: string[] = [];
  const result = await receiveByTwoStrategies(bench.kafka, {
    groupId: "billers",
    topic: "orders",
    attemptMs: 300,
    describe,
    write: (line) => lines.push(line),
    ...options,
  });
  return { lines, ...result };
}

Deno.test("a group that brings an order needs no second strategy, and reads it once", async () => {
  await using bench = await Bench.start();
  await produce(bench, '{"order_id":"a"}');
  const { lines, strategy, received, attempts } = await receive(bench, PATIENT);
  assertEquals(lines, [
    "Starting Kafka Consumer...",
    "Listening for messages...",
    'Received order: {"order_id":"a"}',
    "Offset: 0",
    "Consumer working successfully!",
  ]);
  assertEquals([strategy, received, attempts.assigned], ["group", 1, 0]);
  await produce(bench, '{"order_id":"b"}');
  const again = await receive(bench, PATIENT);
  assertEquals(again.lines.slice(2), [
    'Received order: {"order_id":"b"}',
    "Offset: 1",
    "Consumer working successfully!",
  ]);
});

Deno.test("a group that lets nobody in is tried ten times, then partitions are read by hand", async () => {
  await using bench = await Bench.start();
  await produce(bench, '{"order_id":"a"}');
  const refused = bench.proxy.add({ apiKeys: ["JoinGroup"], action: "refuse" });
  const clock = new ManualClock();
  const lines: string[] = [];
  const receiving = receive(bench, { clock, write: (line) => lines.push(line) });
  await waitFor(() => refused.fired > 0, { what: "the group to refuse" });
  // From then on time stands still, so that a slow machine reads in time, too.
  await waitFor(() => {
    if (lines.includes(MANUAL)) return true;
    clock.advance(300);
    return false;
  }, { what: MANUAL });
  const { strategy, attempts } = await receiving;
  assertEquals(lines, [
    "Starting Kafka Consumer...",
    "Listening for messages...",
    MANUAL,
    'Received order: {"order_id":"a"}',
    "Offset: 0",
    "Consumer working successfully!",
  ]);
  assertEquals([strategy, attempts], ["assigned", { group: 10, assigned: 1 }]);
  assertEquals(await bench.committed(), [1n]);
});

Deno.test("without any coordinator the second strategy begins at the earliest", async () => {
  await using bench = await Bench.start();
  await produce(bench, '{"order_id":"a"}');
  bench.proxy.add({ apiKeys: ["FindCoordinator"], action: "refuse" });
  const { lines, strategy, received } = await receive(bench);
  assertEquals([strategy, received, lines.includes(MANUAL)], ["assigned", 1, true]);
});

Deno.test("with nothing to read ten attempts by group and five by hand are made, and that is said", async () => {
  await using bench = await Bench.start();
  const { lines, strategy, received, attempts } = await receive(bench, { attemptMs: 30 });
  assertEquals([strategy, received], [undefined, 0]);
  assertEquals(attempts, { group: 10, assigned: 5 });
  assertEquals(lines.slice(0, 3), [
    "Starting Kafka Consumer...",
    "Listening for messages...",
    MANUAL,
  ]);
  assert(lines[3]!.startsWith("No message of orders in 10 attempts by group and 5 by"));
});

Deno.test("with no broker at all the attempts are the same, and the error is told", async () => {
  await using bench = await Bench.start();
  bench.proxy.refuse(true);
  const { attempts, error, lines } = await receive(bench, { attemptMs: 20 });
  assertEquals(attempts, { group: 10, assigned: 5 });
  assert(error instanceof Error);
  assert(lines.at(-1)!.includes(error.message));
});

Deno.test("a message that can't be read is passed over with a line that doesn't quote it", async () => {
  await using bench = await Bench.start();
  await produce(bench, "a secret", '{"order_id":"b"}', '{"order_id":"c"}');
  const { lines } = await receive(bench, PATIENT);
  assertEquals(lines.slice(2), [
    "Skipped a message at offset 0: SyntaxError",
    'Received order: {"order_id":"b"}',
    "Offset: 1",
    "Consumer working successfully!",
  ]);
  assertEquals(await bench.committed(), [2n]);
});

Deno.test("a message that can't be read is committed only after it was taken elsewhere", async () => {
  await using bench = await Bench.start();
  await produce(bench, "no order", '{"order_id":"b"}');
  const taken: bigint[] = [];
  const { skipped, received, attempts, commits } = await receive(bench, {
    ...PATIENT,
    onSkipped: ({ offset }) => {
      taken.push(offset);
      return taken.length === 1 ? Promise.reject(new Error("down")) : Promise.resolve();
    },
  });
  assertEquals(taken, [0n, 0n]);
  assertEquals([skipped, received, commits], [1, 1, 2]);
  assert(attempts.group >= 2);
  assertEquals(await bench.committed(), [2n]);
});

Deno.test("it can be ended early, whatever it waits for", async () => {
  await using bench = await Bench.start();
  const stop = new AbortController();
  const lines: string[] = [];
  const options = { signal: stop.signal, attemptMs: 60_000 };
  const receiving = receive(bench, { ...options, write: (line) => void lines.push(line) });
  await waitFor(() => lines.length === 2, { what: "the first attempt" });
  stop.abort(new Error("enough"));
  await assertRejects(() => receiving, Error, "enough");
});

Deno.test("a port that is closed lets go of a group that is still being joined", async () => {
  await using bench = await Bench.start();
  bench.proxy.add({ apiKeys: ["JoinGroup"], action: "freeze" });
  const kafka = connectKafka({ bootstrapServers: [bench.proxy.bootstrapServers] });
  const joining = kafka.joinGroup({ groupId: "late", topics: ["orders"], onBatch: () => {} });
  joining.catch(() => {});
  await waitFor(() => bench.proxy.connections > 1, { what: "the join to be under way" });
  await kafka[Symbol.asyncDispose]();
  await assertRejects(() => joining);
});
