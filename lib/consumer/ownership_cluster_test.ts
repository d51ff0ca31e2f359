import { assert, assertEquals } from "@std/assert";
import { waitFor, withDeadline } from "../core/mod.ts";
import { type ConsumedRecord, StaleGenerationError } from "../kafka/mod.ts";
import { Bench, PARTITIONS, SESSION } from "./_bench.ts";
import type { HandlerContext } from "./handler_context.ts";
import type { RecordHandler } from "./record_handler.ts";

/** The shortest session that brokers allow by default. */
const SHORT = { ...SESSION, sessionTimeoutMs: 6000 };
const EACH = 5;
/** The record in whose handler a member is disturbed. */
const WAITING = "0:2";
const key = ({ partition, offset }: ConsumedRecord) => `${partition}:${offset}`;

/** Handlers that ask before their effect; one waits until the test lets it go on. */
class Handling {
  readonly effects: string[] = [];
  readonly refused: unknown[] = [];
  readonly gate = Promise.withResolvers<void>();
  waiting: HandlerContext | undefined;

  handler({ waits }: { readonly waits: boolean }): RecordHandler {
    return async (record, context) => {
      if (waits && key(record) === WAITING) {
        this.waiting = context;
        await this.gate.promise;
      }
      try {
        context.throwIfStale();
      } catch (error) {
        this.refused.push(error);
        throw error;
      }
      this.effects.push(key(record));
    };
  }

  /** Asserts that each record had its effect once. */
  assertOnce(): void {
    const all = Array.from(
      { length: PARTITIONS * EACH },
      (_, at) => `${at % PARTITIONS}:${Math.floor(at / PARTITIONS)}`,
    );
    assertEquals(this.effects.toSorted(), all.toSorted());
  }
}

/** A member waits in a handler, is disturbed, and another takes its place; then the handler goes on. */
async function replace(
  disturb: (bench: Bench) => Disposable | undefined,
): Promise<Handling> {
  await using bench = await Bench.start();
  const handling = new Handling();
  await bench.produce(PARTITIONS * EACH);
  const options = { session: SHORT, commitEveryMs: 50 };
  await using first = await bench.consume(
    { ...options, handler: handling.handler({ waits: true }) },
    bench.connect("zombie"),
  );
  await waitFor(() => handling.effects.length === PARTITIONS * EACH - 3, {
    what: "all but the record that waits and those behind it",
  });
  await waitFor(async () => (await bench.committed()).join() === "2,5,5,5", {
    what: "the commit of what is done",
  });
  assertEquals(handling.waiting!.stillOwner(), true);
  const disturbance = disturb(bench);
  await using heir = await bench.consume({
    ...options,
    handler: handling.handler({ waits: false }),
  });
  await waitFor(() => handling.effects.includes(`0:${EACH - 1}`), {
    what: "the heir to take over",
    timeoutMs: 60_000,
  });
  assertEquals(handling.waiting!.stillOwner(), false);
  handling.gate.resolve();
  await waitFor(() => handling.refused.length === 1, { what: "the effect to be refused" });
  disturbance?.[Symbol.dispose]();
  await Promise.all([first.stop(), heir.stop()]);
  assertEquals(await bench.committed(), Array(PARTITIONS).fill(BigInt(EACH)));
  return handling;
}

Deno.test("a rebalance in the middle of a handler: who has lost the partition has no effect any more", async () => {
  const handling = await replace(() => undefined);
  handling.assertOnce();
  assert(handling.waiting!.signal.aborted);
});

Deno.test("a member that is frozen past its session knows it before anybody tells it", async () => {
  const handling = await replace((bench) => {
    const frozen = bench.proxy.freezeClient("zombie");
    return { [Symbol.dispose]: () => frozen.release() };
  });
  handling.assertOnce();
  assert(handling.refused[0] instanceof StaleGenerationError);
});

Deno.test("a frozen member that comes back begins none of what it had queued, and commits nothing", async () => {
  await using bench = await Bench.start();
  const seen: string[] = [];
  const gate = Promise.withResolvers<void>();
  const handler = (member: string): RecordHandler => async (record) => {
    seen.push(`${member} ${key(record)}`);
    if (member === "zombie") await gate.promise;
  };
  await bench.produce(PARTITIONS * EACH);
  const options = { session: SHORT, commitEveryMs: 50 };
  const kafka = bench.connect("zombie");
  await using zombie = await bench.consume({ ...options, handler: handler("zombie") }, kafka);
  await waitFor(() => seen.length === PARTITIONS, { what: "a handler in each partition" });
  const frozen = bench.proxy.freezeClient("zombie");
  await using heir = await bench.consume({ ...options, handler: handler("heir") });
  await waitFor(() => seen.length === PARTITIONS * (EACH + 1), {
    what: "the heir to process everything",
    timeoutMs: 60_000,
  });
  gate.resolve();
  await waitFor(() => zombie.statistics().processed === PARTITIONS, { what: "the old handlers" });
  frozen.release();
  await waitFor(() => zombie.statistics().rebalances > 0, { what: "the zombie to come back" });
  await Promise.all([zombie.stop(), heir.stop()]);
  assertEquals(seen.filter((line) => line.startsWith("zombie")).length, PARTITIONS);
  assertEquals(await bench.committed(), Array(PARTITIONS).fill(BigInt(EACH)));
});

Deno.test("a handler that hangs keeps neither the end nor the commits of the others from coming", async () => {
  await using bench = await Bench.start();
  await bench.produce(PARTITIONS * EACH);
  const consumer = await bench.consume({
    shutdownTimeoutMs: 3500,
    maxHandlerMs: 300,
    commitEveryMessages: 1000,
    handler: (record) => record.partition === 0 ? new Promise(() => {}) : bench.effect(record),
  });
  await waitFor(() => bench.covered === (PARTITIONS - 1) * EACH, { what: "the others" });
  await waitFor(() => consumer.statistics().stalls === 1, { what: "the alarm" });
  await withDeadline(consumer.stop(), { what: "the end", timeoutMs: 10_000 });
  await consumer.closed;
  assertEquals(await bench.committed(), [5n, 5n, 5n]);
  await using admin = await bench.kafka.admin();
  assertEquals((await admin.describeGroups(["billers"]))[0]!.members, []);
});

Deno.test("steps of the wall clock, forth and back, disturb neither the group nor the watching", async () => {
  await using bench = await Bench.start();
  const consumer = await bench.consume({ session: SHORT, commitEveryMs: 50, maxHandlerMs: 60_000 });
  const wall = Date.now;
  try {
    for (const [at, stepMs] of [3_600_000, -3_600_000, 0].entries()) {
      Date.now = () => wall() + stepMs;
      await bench.produce(PARTITIONS * EACH);
      const total = (at + 1) * PARTITIONS * EACH;
      await waitFor(() => bench.covered === total, { what: `${total} records` });
      const done = BigInt((at + 1) * EACH);
      await waitFor(async () => (await bench.committed()).every((offset) => offset === done), {
        what: "their commits",
      });
    }
  } finally {
    Date.now = wall;
  }
  const { rebalances, stalls, processed } = await consumer.stop();
  assertEquals([rebalances, stalls, processed], [0, 0, 3 * PARTITIONS * EACH]);
});
