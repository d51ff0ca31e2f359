import { assert, assertEquals } from "@std/assert";
import { createProducer } from "../../producer/mod.ts";
import { TrapBench } from "./_trap_bench.ts";

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
