import { assert, assertEquals } from "@std/assert";
import { waitFor } from "../core/mod.ts";
import type { ConsumedRecord } from "../kafka/mod.ts";
import { Bench } from "./_bench.ts";
import type { ConsumerOptions } from "./options.ts";
import type { DeadLetterSink } from "./record_sink.ts";

const decoder = new TextDecoder();

Deno.test("what is produced is processed once, in order, and committed to the end", async () => {
  await using bench = await Bench.start();
  await bench.produce(400);
  const consumer = await bench.consume();
  await waitFor(() => bench.covered === 400, { what: "all records" });
  const statistics = await consumer.stop();
  assertEquals([statistics.received, statistics.processed], [400, 400]);
  assert(bench.inOrder);
  assertEquals(await bench.committed(), [100n, 100n, 100n, 100n]);
  const again = await bench.consume();
  await bench.produce(4);
  await waitFor(() => bench.covered === 404, { what: "what is new" });
  assertEquals((await again.stop()).processed, 4);
});

Deno.test("members that come and go lose nothing, and orderly ones repeat nothing", async () => {
  await using bench = await Bench.start();
  const slow: ConsumerOptions["handler"] = async (record) => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    bench.effect(record);
  };
  await bench.produce(600);
  const first = await bench.consume({ handler: slow });
  await waitFor(() => bench.covered > 60, { what: "a first part" });
  const second = await bench.consume({ handler: slow });
  await waitFor(() => bench.covered > 250, { what: "a second part" });
  await first.stop();
  const third = await bench.consume({ handler: slow });
  await waitFor(() => bench.covered === 600, { what: "all records" });
  await Promise.all([second.stop(), third.stop()]);
  assert(bench.inOrder);
  assertEquals(await bench.committed(), [150n, 150n, 150n, 150n]);
  const effects = [...bench.effects.values()].flat().length;
  assertEquals(effects, 600);
});

Deno.test("poison goes to the topic of dead letters, once, as it was", async () => {
  await using bench = await Bench.start();
  await using session = await bench.kafka.producer();
  const deadLetters: DeadLetterSink = {
    publish: async (topic, record) => {
      await session.produce({ topic, partition: 0, records: [record] });
    },
  };
  const handler = (record: ConsumedRecord) => {
    if (decoder.decode(record.value!).endsWith("7")) throw new TypeError("poison");
    bench.effect(record);
  };
  await bench.produce(100);
  const consumer = await bench.consume({ handler, deadLetters });
  await waitFor(() => consumer.statistics().deadLettered === 10 && bench.covered === 90, {
    what: "records and dead letters",
  });
  await consumer.stop();
  const letters = await Array.fromAsync(bench.kafka.read({ topic: "DLQ" }));
  const values = letters.map(({ value }) => decoder.decode(value!));
  assertEquals(new Set(values), new Set([7, 17, 27, 37, 47, 57, 67, 77, 87, 97].map(String)));
  assertEquals(letters.length, 10);
  assertEquals(await bench.committed(), [25n, 25n, 25n, 25n]);
});

Deno.test("lost connections and a broker that is away cost repeats at most", async () => {
  await using bench = await Bench.start();
  const consumer = await bench.consume({ commitEveryMs: 50 });
  const faults = (["dropAnswer", "refuse", "halfAnswer"] as const).map((action) =>
    bench.proxy.add({
      apiKeys: ["Fetch", "OffsetCommit", "Heartbeat"],
      times: 4,
      probability: 0.3,
      action,
    })
  );
  await bench.produce(200);
  await waitFor(() => bench.covered === 200, { what: "the first records" });
  for (const fault of faults) fault.remove();
  bench.proxy.refuse(true);
  await waitFor(() => bench.proxy.connections === 0, { what: "no connections" });
  bench.proxy.refuse(false);
  await bench.produce(200);
  await waitFor(() => bench.covered === 400, { what: "all records", timeoutMs: 60_000 });
  assert(bench.inOrder);
  await waitFor(async () => (await bench.committed()).every((offset) => offset === 100n), {
    what: "the last commits",
    timeoutMs: 60_000,
  });
  await consumer.stop();
});
