import { assertEquals } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { nullLogger, systemClock, waitFor } from "../../core/mod.ts";
import { connectKafka, type Kafka } from "../../kafka/mod.ts";
import { BoardReader } from "./board_reader.ts";
import { RESULTS_TOPIC } from "./result_record.ts";

Deno.test("a reader that could not begin says why, tries again, and reads from the first record", async () => {
  await using cluster = await Cluster.start();
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  await using admin = await kafka.admin();
  await admin.createTopics([{ name: RESULTS_TOPIC, partitions: 1 }]);
  await using session = await kafka.producer();
  const records = ["a", "b"].map((text) => ({ value: new TextEncoder().encode(text) }));
  await session.produce({ topic: RESULTS_TOPIC, partition: 0, records });
  let tries = 0;
  const flaky = {
    assign: (options: Parameters<Kafka["assign"]>[0]) =>
      tries++ === 0 ? Promise.reject(new Error("nobody is there")) : kafka.assign(options),
  } as unknown as Kafka;
  const read: bigint[] = [];
  await using reader = new BoardReader({
    kafka: flaky,
    logger: nullLogger,
    clock: systemClock,
    onRecord: ({ offset }) => read.push(offset),
  });
  await waitFor(() => reader.failure === "nobody is there", { what: "the failure" });
  await waitFor(() => reader.nextOffset === 2n, { what: "both records" });
  assertEquals([read, reader.failure], [[0n, 1n], undefined]);
});
