import { assertEquals } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import { createProducer } from "../../producer/mod.ts";
import { oneLeader, REPLICATION_TIMEOUT_MS, sendBesideUncertainOne } from "./_bare_faults.ts";

Deno.test("bare kafkajs doubles one idempotent record and loses another that was acknowledged", async () => {
  await using bench = await oneLeader();
  const { sends, log } = await sendBesideUncertainOne(bench);
  assertEquals(sends.map(({ id, acknowledged }) => [id, acknowledged]), [
    ["first", true],
    ["second", true],
  ]);
  assertEquals(log.map(({ value }) => value), ["first", "first"]);
});

Deno.test("our producer writes each idempotent record once, whatever runs beside it", async () => {
  await using bench = await oneLeader();
  await using producer = await createProducer(bench.kafka, {
    lingerMs: 0,
    maxBatchBytes: 1,
    requestTimeoutMs: REPLICATION_TIMEOUT_MS,
  });
  using answers = bench.count("Produce", "answer");
  const held = await bench.cluster.holdReplication();
  const sending = ["first", "second"].map((value) =>
    producer.send({ topic: "orders", partition: 0, value })
  );
  await waitFor(() => answers.seen >= 1, { what: "the first to be told that it may be written" });
  await held[Symbol.asyncDispose]();
  assertEquals((await Promise.all(sending)).map(({ offset }) => offset), [0n, 1n]);
  assertEquals(await bench.values(), ["first", "second"]);
});
