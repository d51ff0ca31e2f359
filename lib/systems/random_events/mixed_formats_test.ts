import { assertEquals, assertNotEquals } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { DEAD_LETTER_TOPIC } from "../../consumer/mod.ts";
import { headerText, waitFor } from "../../core/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { startRegistry } from "../../registry/mod.ts";
import { isWireFormat, RegistryClient } from "../../schemas/mod.ts";
import { startRandomEventsConsumer } from "./consumer.ts";
import { openEventStore } from "./event_store.ts";
import { startRandomEventsProducer } from "./producer.ts";

const SUBJECT = "random-events-value";

Deno.test("JSON and Avro events share a topic, a group and a processor", async () => {
  await using cluster = await Cluster.start();
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  await using server = await startRegistry(kafka, { port: 0 });
  const registry = new RegistryClient({ url: server.url });
  await using store = openEventStore({ path: ":memory:" });
  await using consumer = await startRandomEventsConsumer(kafka, {
    store,
    registry,
    consuming: { session: { maxWaitMs: 50 } },
  });
  const shared = { intervalMs: 0, count: 150, poisonShare: 0.1 };
  const json = await startRandomEventsProducer(kafka, shared);
  const avro = await startRandomEventsProducer(kafka, { ...shared, registry });
  await Promise.all([json.closed, avro.closed]);
  const { cut_avro: cut = 0 } = avro.statistics().poison;
  assertNotEquals(cut, 0);
  const done = () => {
    const { processed, deadLettered } = consumer.statistics().consumer;
    return processed + deadLettered === 300;
  };
  await waitFor(done, { what: "300 events", timeoutMs: 60_000 });
  const broken = cut + Object.values(json.statistics().poison).reduce((sum, n) => sum + n, 0);
  assertEquals(await store.count(), 300 - broken);
  const log = await Array.fromAsync(kafka.read({ topic: "random-events" }));
  assertEquals(log.filter(({ value }) => isWireFormat(value)).length, 150);
  const letters = await Array.fromAsync(kafka.read({ topic: DEAD_LETTER_TOPIC }));
  const ofAvro = letters.filter(({ value }) => isWireFormat(value));
  assertEquals([letters.length, ofAvro.length], [broken, cut]);
  assertEquals(
    new Set(ofAvro.map(({ headers }) => headerText(headers, "dlq.error.class"))),
    new Set(["AvroDecodeError"]),
  );
  assertEquals(await registry.subjects(), [SUBJECT]);
});

Deno.test("while the registry is away Avro events wait, and none is buried", async () => {
  await using cluster = await Cluster.start();
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  let port: number;
  {
    await using server = await startRegistry(kafka, { port: 0 });
    port = server.port;
    const registry = new RegistryClient({ url: server.url });
    await using producer = await startRandomEventsProducer(kafka, {
      intervalMs: 0,
      count: 20,
      registry,
    });
    await producer.closed;
  }
  const registry = new RegistryClient({ url: `http://localhost:${port}` });
  await using store = openEventStore({ path: ":memory:" });
  await using consumer = await startRandomEventsConsumer(kafka, {
    store,
    registry,
    consuming: { session: { maxWaitMs: 50 } },
  });
  await using waiting = await startRandomEventsProducer(kafka, {
    intervalMs: 0,
    count: 5,
    registry: new RegistryClient({ url: `http://localhost:${port}` }),
  });
  await waitFor(() => consumer.statistics().consumer.retried > 0 || true, { what: "a try" });
  await waitFor(() => consumer.statistics().consumer.stalls > 0, {
    what: "a stall",
    timeoutMs: 60_000,
  });
  assertEquals([await store.count(), waiting.statistics().sent], [0, 0]);
  await using _server = await startRegistry(kafka, { port, explicitPort: true });
  await waitFor(async () => await store.count() === 25, { what: "25 events", timeoutMs: 60_000 });
  await waiting.closed;
  assertEquals(consumer.statistics().consumer.deadLettered, 0);
});
