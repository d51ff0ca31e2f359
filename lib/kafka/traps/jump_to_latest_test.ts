import { assertEquals } from "@std/assert";
import { waitFor, type WorkshopError } from "../../core/mod.ts";
import { text, TrapBench } from "./_trap_bench.ts";

/** A committed offset that the log has lost, before records that nobody has read. */
async function lostPosition(groupId: string): Promise<TrapBench> {
  await using stack = new AsyncDisposableStack();
  const bench = stack.use(await TrapBench.start([[0]]));
  await bench.fill(["gone", "unread 1", "unread 2"]);
  await using admin = await bench.kafka.admin();
  await admin.commitOffsets(groupId, [{ topic: "orders", partition: 0, offset: 0n }]);
  const cleaner = bench.bareClient("cleaner").admin();
  await cleaner.connect();
  await cleaner.fetchTopicOffsets("orders");
  await cleaner.deleteTopicRecords({
    topic: "orders",
    partitions: [{ partition: 0, offset: "1" }],
  });
  await cleaner.disconnect();
  stack.move();
  return bench;
}

Deno.test("bare kafkajs jumps over unread records in silence when its offset is out of range", async () => {
  await using bench = await lostPosition("bare");
  const consumer = await bench.bareConsumer(bench.bareClient(), { fromBeginning: false });
  const seen: string[] = [];
  const crashes: unknown[] = [];
  consumer.on(consumer.events.CRASH, (crash) => void crashes.push(crash));
  await consumer.run({
    eachMessage: ({ message }) => Promise.resolve(void seen.push(text(message.value))),
  });
  await using admin = await bench.kafka.admin();
  await waitFor(async () => {
    const [committed] = await admin.committedOffsets("bare", ["orders"]);
    return committed?.offset !== 0n;
  }, { what: "the lost offset to be given up" });
  await waitFor(async () => {
    await bench.fill(["new"]);
    return seen.length > 0;
  }, { what: "a record" });
  assertEquals([seen[0], crashes], ["new", []]);
});

Deno.test("our member goes on at the earliest record that is left, and says so", async () => {
  await using bench = await lostPosition("ours");
  const seen: string[] = [];
  const warnings: WorkshopError[] = [];
  await using _member = await bench.kafka.joinGroup({
    groupId: "ours",
    topics: ["orders"],
    offsetReset: "latest",
    onBatch: ({ records }) => void seen.push(...records.map(({ value }) => text(value))),
    onWarning: (warning) => void warnings.push(warning),
  });
  await waitFor(() => seen.length === 2, { what: "the records that nobody has read" });
  assertEquals(seen, ["unread 1", "unread 2"]);
  assertEquals(warnings.map(({ code, offset }) => [code, offset]), [["OFFSET_OUT_OF_RANGE", 0n]]);
});
