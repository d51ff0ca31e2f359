import { assertEquals } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import type { Compression } from "../port.ts";
import { bytes, text, TrapBench } from "./_trap_bench.ts";

const CODECS = ["snappy", "lz4", "zstd"] satisfies Compression[];

Deno.test("a batch that is compressed with anything but gzip", async (t) => {
  await using bench = await TrapBench.start([[0]]);
  for (const compression of CODECS) {
    await using session = await bench.kafka.producer({ compression });
    const records = [{ value: bytes(compression.repeat(100)) }];
    await session.produce({ topic: "orders", partition: 0, records });
  }

  await t.step("ends bare kafkajs: its codecs are stubs", async () => {
    const consumer = await bench.bareConsumer(bench.bareClient());
    const crashes: string[] = [];
    consumer.on(consumer.events.CRASH, ({ payload }) => void crashes.push(payload.error.name));
    await consumer.run({ eachMessage: async () => {} });
    await waitFor(() => crashes.length > 0, { what: "the consumer to crash" });
    assertEquals(crashes, ["KafkaJSNotImplemented"]);
  });

  await t.step("is read by our member", async () => {
    const seen: string[] = [];
    await using _member = await bench.kafka.joinGroup({
      groupId: "ours",
      topics: ["orders"],
      onBatch: ({ records }) => void seen.push(...records.map(({ value }) => text(value))),
    });
    await waitFor(() => seen.length === 3, { what: "three records" });
    assertEquals(seen, CODECS.map((codec) => codec.repeat(100)));
  });
});
