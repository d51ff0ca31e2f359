import { assertEquals } from "@std/assert";
import { waitFor, WorkshopError } from "../core/mod.ts";
import type { OutgoingRecord } from "../kafka/mod.ts";
import { FakeGroup, recordAt } from "./_fake_group.ts";
import { Lines } from "./_lines.ts";
import type { ConsumerOptions } from "./options.ts";
import { runConsumer } from "./run_consumer.ts";

const range = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => recordAt(BigInt(from + at)));

async function run(group: FakeGroup, options: Partial<ConsumerOptions> = {}) {
  return await runConsumer(group.kafka, {
    groupId: "g",
    topics: ["orders"],
    delivery: "at-most-once",
    handler: () => {},
    session: { sessionTimeoutMs: 200 },
    ...options,
  });
}

Deno.test("at most once: offsets are committed before the handler sees a record", async () => {
  const group = new FakeGroup();
  const seen: string[] = [];
  await using _consumer = await run(group, {
    commitEveryMessages: 2,
    handler: ({ offset }) => void seen.push(`${offset} when ${group.committedOf(0)}`),
  });
  group.give(range(0, 3));
  await waitFor(() => seen.length === 3, { what: "the records" });
  assertEquals(seen, ["0 when 2", "1 when 2", "2 when 3"]);
});

Deno.test("at most once: while nothing can be committed, nothing is handled", async () => {
  const group = new FakeGroup();
  group.commitError = new WorkshopError("away", { code: "COORDINATOR_NOT_AVAILABLE" });
  const logger = new Lines();
  const seen: bigint[] = [];
  await using _consumer = await run(group, {
    logger,
    handler: ({ offset }) => void seen.push(offset),
  });
  group.give(range(0, 2));
  await waitFor(() => logger.of("WARN").length >= 2, { what: "two refused commits" });
  assertEquals(seen, []);
  group.commitError = undefined;
  await waitFor(() => seen.length === 2, { what: "the records" });
});

Deno.test("at most once: a handler is never called again, whatever it says, and its record may be buried", async () => {
  for (const details of [{ retriable: true }, { outage: true }, { retriable: false }]) {
    const group = new FakeGroup();
    const letters: OutgoingRecord[] = [];
    const attempts: bigint[] = [];
    const handler: ConsumerOptions["handler"] = ({ offset }) => {
      attempts.push(offset);
      if (offset === 1n) throw new WorkshopError("no", { code: "NO", ...details });
    };
    const consumer = await run(group, {
      handler,
      deadLetters: { publish: (_, letter) => Promise.resolve(void letters.push(letter)) },
    });
    group.give(range(0, 3));
    await waitFor(() => attempts.length === 3, { what: "the records" });
    assertEquals((await consumer.stop()).deadLettered, 1);
    assertEquals([attempts, letters.length], [[0n, 1n, 2n], 1]);
  }
});

Deno.test("at most once: without dead letters a failed record is lost, said so, and the next one comes", async () => {
  const group = new FakeGroup();
  const logger = new Lines();
  const seen: bigint[] = [];
  const consumer = await run(group, {
    logger,
    handler: ({ offset }) => {
      seen.push(offset);
      if (offset === 0n) throw new TypeError("poison");
    },
  });
  group.give(range(0, 2));
  await waitFor(() => seen.length === 2, { what: "both records" });
  const { processed, deadLettersRefused } = await consumer.stop();
  assertEquals([processed, deadLettersRefused, logger.of("ERROR").length], [1, 1, 1]);
});

Deno.test("at most once: what is committed is handled before a rebalance or an orderly end, and not after", async () => {
  const group = new FakeGroup();
  const seen: bigint[] = [];
  const gates = range(0, 6).map(() => Promise.withResolvers<void>());
  const consumer = await run(group, {
    commitEveryMessages: 3,
    session: { sessionTimeoutMs: 40_000 },
    handler: async ({ offset }) => {
      await gates[Number(offset)]!.promise;
      seen.push(offset);
    },
  });
  group.give(range(0, 6));
  await waitFor(() => group.committedOf(0) === 3n, { what: "the commit of three" });
  const rebalanced = group.rebalance([[0, 3n]]);
  for (const gate of gates.slice(0, 3)) gate.resolve();
  await rebalanced;
  assertEquals(seen, [0n, 1n, 2n]);
  await waitFor(() => group.committedOf(0) === 6n, { what: "the commit of the rest" });
  const stopping = consumer.stop();
  for (const gate of gates) gate.resolve();
  await stopping;
  assertEquals(seen, [0n, 1n, 2n, 3n, 4n, 5n]);
});

Deno.test("at least once: a crash between effect and commit repeats, and nothing is lost", async () => {
  const effects: bigint[] = [];
  for (const position of [0n, 0n]) {
    const group = new FakeGroup([[0, position]]);
    group.commitError = new WorkshopError("killed", { code: "KILLED" });
    const consumer = await run(group, {
      delivery: "at-least-once",
      handler: ({ offset }) => void effects.push(offset),
    });
    group.give(range(Number(position), 2));
    await waitFor(() => consumer.statistics().processed === 2, { what: "the effects" });
    await consumer.stop();
  }
  assertEquals(effects, [0n, 1n, 0n, 1n]);
});
