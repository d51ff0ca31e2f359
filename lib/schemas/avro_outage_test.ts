import { assertEquals } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { runConsumer } from "../consumer/mod.ts";
import { waitFor } from "../core/mod.ts";
import { connectKafka } from "../kafka/mod.ts";
import { createProducer } from "../producer/mod.ts";
import { startRegistry } from "../registry/mod.ts";
import { AvroDeserializer, AvroSerializer } from "./avro_codec.ts";
import { orderAvroSchema } from "./avro_files.ts";
import { RegistryClient } from "./registry_client.ts";
import { encodeWireFormat } from "./wire_format.ts";

const order = { order_id: crypto.randomUUID(), user: "Budi", item: "CABLE", quantity: 1 };

Deno.test("while the registry is away a consumer waits, gives nothing up, and goes on where it was", async () => {
  await using cluster = await Cluster.start();
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  await using admin = await kafka.admin();
  await admin.createTopics([{ name: "orders", partitions: 1 }]);
  await using producer = await createProducer(kafka);
  const first = await startRegistry(kafka, { port: 0 });
  const registry = new RegistryClient({ url: first.url, retries: 0 });
  const send = async (value: Uint8Array<ArrayBuffer>) => {
    await producer.send({ topic: "orders", partition: 0, value });
  };
  const serializer = new AvroSerializer({ registry, schema: orderAvroSchema() });
  await send(await serializer.serialize("orders", order));
  // One that the consumer has not met when the registry goes.
  const unmet = await registry.register("text-value", { schema: '"string"' });

  const read: unknown[] = [];
  const buried: string[] = [];
  const asked = new RegistryClient({ url: first.url, retries: 0 });
  const deserializer = new AvroDeserializer({ registry: asked });
  await using consumer = await runConsumer(kafka, {
    groupId: "readers",
    topics: ["orders"],
    retry: { maxRetries: 0 },
    outageBackoff: { baseMs: 10, maxMs: 20 },
    deadLetters: {
      publish(_, { headers = [] }) {
        const code = headers.find(({ name }) => name.includes("code"))?.value;
        buried.push(new TextDecoder().decode(code ?? new Uint8Array()));
        return Promise.resolve();
      },
    },
    async handler({ value }) {
      read.push((await deserializer.deserialize(value)).value);
    },
  });
  await waitFor(() => read.length === 1, { what: "the first order" });
  const { port } = first;
  await first[Symbol.asyncDispose]();
  await send(await serializer.serialize("orders", order));
  await send(encodeWireFormat(unmet, new Uint8Array([2, 0x21])));
  await send(encodeWireFormat(4711, new Uint8Array([2])));
  await send(new TextEncoder().encode("{}"));
  await waitFor(() => consumer.statistics().stalls === 1, { what: "the partition to pause" });
  assertEquals([read, buried], [[order, order], []]);

  await using _again = await startRegistry(kafka, { port, explicitPort: true });
  await waitFor(() => buried.length === 2, { what: "the poison behind it" });
  assertEquals(read, [order, order, "!"]);
  assertEquals(buried, ["SCHEMA_ID_UNKNOWN", "NOT_WIRE_FORMAT"]);
  const { deadLettered, retried } = await consumer.stop();
  assertEquals([deadLettered, retried], [2, 0]);
});
