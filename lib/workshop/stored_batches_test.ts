import { assertEquals } from "@std/assert";
import { waitFor } from "../core/mod.ts";
import { connectKafka } from "../kafka/mod.ts";
import { createProducer } from "../producer/mod.ts";
import { Faults } from "./faults.ts";
import { openTarget } from "./open_target.ts";
import { storedBatches } from "./stored_batches.ts";

Deno.test("stored batches tell codec and count as they were sent, partition by partition", async () => {
  await using target = await openTarget();
  await using admin = await target.kafka.admin();
  await admin.createTopics([{ name: "t", partitions: 2 }]);
  for (const compression of ["none", "zstd", "snappy"] as const) {
    await using producer = await createProducer(target.kafka, { compression });
    const sends = [0, 0, 0, 1].map((partition) =>
      producer.send({ topic: "t", partition, value: compression.repeat(50) })
    );
    await producer.flush();
    await Promise.all(sends);
  }
  const batches = await storedBatches(target, "t");
  assertEquals(
    batches.map(({ partition, batch }) => [partition, batch.baseOffset, batch.count, batch.codec]),
    [
      [0, 0, 3, "none"],
      [0, 3, 3, "zstd"],
      [0, 6, 3, "snappy"],
      [1, 0, 1, "none"],
      [1, 1, 1, "zstd"],
      [1, 2, 1, "snappy"],
    ],
  );
});

Deno.test("requests that are lost on their way are seen, and never reach the log", async () => {
  await using target = await openTarget();
  await using admin = await target.kafka.admin();
  await admin.createTopics([{ name: "t", partitions: 1 }]);
  await using faults = await Faults.before(target);
  using traffic = faults.watch("Produce");
  const lost = faults.loseRequests("Produce", 1);
  await using kafka = connectKafka(faults.connection);
  await using producer = await createProducer(kafka, { acks: 0, lingerMs: 0 });
  const { offset } = await producer.send({ topic: "t", value: "x" });
  await waitFor(() => lost.fired === 1, { what: "the request to be lost" });
  assertEquals(offset, -1n);
  assertEquals([traffic.requests.length, traffic.answers.length], [1, 0]);
  assertEquals(traffic.requestBytes, traffic.requests[0]?.sizeBytes);
  assertEquals((await admin.topicOffsets("t"))[0]?.high, 0n);
});
