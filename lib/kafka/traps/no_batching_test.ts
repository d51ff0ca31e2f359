import { assert, assertEquals } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import { createProducer } from "../../producer/mod.ts";
import { text, TrapBench } from "./_trap_bench.ts";

const VALUES = Array.from({ length: 50 }, (_, at) => String(at));

Deno.test("bare kafkajs makes a request of every send", async () => {
  await using bench = await TrapBench.start([[0]]);
  const producer = await bench.bareProducer(bench.bareClient());
  using requests = bench.count("Produce", "request");
  await Promise.all(VALUES.map((value) => {
    return producer.send({ topic: "orders", messages: [{ partition: 0, value }] });
  }));
  assertEquals(requests.seen, VALUES.length);
});

Deno.test("our producer lets records gather in batches", async () => {
  await using bench = await TrapBench.start([[0]]);
  await using producer = await createProducer(bench.kafka, { lingerMs: 5 });
  using requests = bench.count("Produce", "request");
  await Promise.all(
    VALUES.map((value) => producer.send({ topic: "orders", partition: 0, value })),
  );
  assert(requests.seen < VALUES.length / 5, `${requests.seen} requests`);
  assertEquals(await bench.values(), VALUES);
});

Deno.test("our sessions read partitions of one's own choice, without a group", async () => {
  await using bench = await TrapBench.start([[0], [0]]);
  await bench.fill(["not asked for"], 0);
  await bench.fill(["a", "b"], 1);
  const seen: string[] = [];
  await using _session = await bench.kafka.assign({
    partitions: [{ topic: "orders", partition: 1 }],
    onBatch: ({ records }) => void seen.push(...records.map(({ value }) => text(value))),
  });
  await waitFor(() => seen.length === 2, { what: "the partition's records" });
  await using admin = await bench.kafka.admin();
  assertEquals([seen, await admin.listGroups()], [["a", "b"], []]);
});
