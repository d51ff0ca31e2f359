import { assertEquals } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import { runConsumer } from "../../consumer/mod.ts";
import { text, TrapBench } from "./_trap_bench.ts";

const VALUES = ["good", "bad", "never read"];

/** A mistake of everyday: a property of something that isn't there. */
function handle(value: string): string {
  const parsed: Readonly<Record<string, { readonly amount: number }>> = { good: { amount: 1 } };
  return value === "bad" ? String(parsed[value]!.amount) : value;
}

Deno.test("bare kafkajs ends the consumer for good when a handler throws a TypeError", async () => {
  await using bench = await TrapBench.start([[0]]);
  await bench.fill(VALUES);
  const consumer = await bench.bareConsumer(bench.bareClient());
  const seen: string[] = [];
  const crashes: boolean[] = [];
  consumer.on(consumer.events.CRASH, ({ payload }) => void crashes.push(payload.restart));
  await consumer.run({
    eachMessage: ({ message }) => {
      seen.push(handle(text(message.value)));
      return Promise.resolve();
    },
  });
  await waitFor(() => crashes.length > 0, { what: "the consumer to crash" });
  assertEquals([crashes, seen], [[false], ["good"]]);
  await using admin = await bench.kafka.admin();
  const [group] = await admin.describeGroups(["bare"]);
  assertEquals(group!.members, []);
});

Deno.test("our consumer gives up on the record alone and goes on behind it", async () => {
  await using bench = await TrapBench.start([[0]]);
  await bench.fill(VALUES);
  const seen: string[] = [];
  const dead: string[] = [];
  await using consumer = await runConsumer(bench.kafka, {
    groupId: "ours",
    topics: ["orders"],
    handler: ({ value }) => void seen.push(handle(text(value))),
    deadLetters: {
      publish: (_topic, { value }) => Promise.resolve(void dead.push(text(value))),
    },
  });
  await waitFor(() => seen.length === 2, { what: "the record behind the bad one" });
  assertEquals([seen, dead], [["good", "never read"], ["bad"]]);
  const { processed, deadLettered } = await consumer.stop();
  assertEquals([processed, deadLettered], [2, 1]);
});
