import { assertEquals } from "@std/assert";
import { waitFor, WorkshopError } from "../../core/mod.ts";
import { runConsumer } from "../../consumer/mod.ts";
import { TrapBench } from "./_trap_bench.ts";

/** A failure that may pass, of records of partition 0 only. */
function failOn(partition: number): void {
  if (partition === 0) {
    throw new WorkshopError("The shop is closed", { code: "X", retriable: true });
  }
}

Deno.test("bare kafkajs leaves the group with all partitions when the handler of one throws", async () => {
  await using bench = await TrapBench.start([[0], [0]]);
  await bench.fill(["fails"], 0);
  const consumer = await bench.bareConsumer(bench.bareClient("bare", { retries: 1 }));
  const members: string[] = [];
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => void members.push(payload.memberId));
  await consumer.run({
    partitionsConsumedConcurrently: 2,
    eachMessage: ({ partition }) => Promise.resolve(failOn(partition)),
  });
  await waitFor(() => new Set(members).size >= 3, { what: "the member to leave and come back" });
});

Deno.test("our consumer goes on with the other partitions, in the same generation", async () => {
  await using bench = await TrapBench.start([[0], [0]]);
  await bench.fill(["fails"], 0);
  const seen: number[] = [];
  let tries = 0;
  using joins = bench.count("JoinGroup", "request");
  await using consumer = await runConsumer(bench.kafka, {
    groupId: "ours",
    topics: ["orders"],
    retry: { maxRetries: 1000, baseMs: 1, maxMs: 1 },
    handler: ({ partition }) => {
      if (partition === 0) tries++;
      failOn(partition);
      seen.push(partition);
    },
  });
  await waitFor(() => tries > 3, { what: "the first partition to be tried again and again" });
  const joined = joins.seen;
  await bench.fill(["a", "b", "c"], 1);
  await waitFor(() => seen.length === 3, { what: "the other partition's records" });
  assertEquals([seen, joins.seen], [[1, 1, 1], joined]);
  assertEquals(consumer.assignment().length, 2);
});
