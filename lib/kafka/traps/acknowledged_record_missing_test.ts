import { assertEquals } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import { createProducer } from "../../producer/mod.ts";
import { sendWhileLeaderMoves, twoLeaders } from "./_bare_faults.ts";

Deno.test("bare kafkajs acknowledges a record that is not in the log when a leader moves", async () => {
  await using bench = await twoLeaders();
  const { sends, log } = await sendWhileLeaderMoves(bench);
  assertEquals(sends.map(({ id, acknowledged }) => [id, acknowledged]), [
    ["stays", true],
    ["moves", true],
  ]);
  assertEquals(log.map(({ value }) => value), ["stays"]);
});

Deno.test("our producer's record is in the log when it is acknowledged, whichever leader moves", async () => {
  await using bench = await twoLeaders();
  await using producer = await createProducer(bench.kafka, { lingerMs: 0 });
  const held = bench.proxy.add({ apiKeys: ["Produce"], brokers: [1], action: "freeze" });
  let acknowledged = 0;
  const sending = ["stays", "moves"].map((value, partition) =>
    producer.send({ topic: "orders", partition, value }).finally(() => acknowledged++)
  );
  await waitFor(() => acknowledged === 1 && held.fired === 1, {
    what: "the first leader's answer",
  });
  await bench.cluster.moveLeader({ topic: "orders", partition: 1 }, 0);
  held.remove();
  const offsets = (await Promise.all(sending)).map(({ partition, offset }) => [partition, offset]);
  assertEquals(offsets, [[0, 0n], [1, 0n]]);
  assertEquals(await bench.values(), ["stays", "moves"]);
});
