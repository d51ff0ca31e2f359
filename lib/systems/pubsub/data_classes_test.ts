import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { ConfigError, waitFor } from "../../core/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { startProxy } from "../../proxy/mod.ts";
import { openSqliteStore, StoreError } from "../../storage/mod.ts";
import { text } from "../random_events/_with_kafka_test.ts";
import { DataConsumer } from "./data_consumer.ts";
import { DataProducer } from "./data_producer.ts";

const SAMPLE = {
  id: "f47ac10b-58cc-4372-a567-0e02b2c3d479",
  name: "item_12345678",
  created_at: "2023-07-15T12:34:56.789Z",
  metadata: { source: "system-a", version: "1.0.0" },
} as const;

/** An environment that names this cluster, a folder for logs, and no store of anybody's. */
function configOf(bootstrapServers: string, others: Record<string, string> = {}) {
  const variables: Record<string, string> = {
    KAFKA_BOOTSTRAP_SERVERS: bootstrapServers,
    FAILED_MESSAGES_PATH: `.runs/failed-${crypto.randomUUID()}.jsonl`,
    STORE_PATH: ":memory:",
    ...others,
  };
  return { env: (name: string) => variables[name] };
}

Deno.test("a data producer without arguments is configured by its file and the environment", async () => {
  await using producer = new DataProducer({ config: configOf("localhost:1") });
  const { config } = producer;
  assertEquals([config.topic, config.producerCompression], ["data-topic", "snappy"]);
  assertEquals([config.producerIntervalMs, config.producerBatchSize], [36, 100]);
  assertEquals([config.producerMaxRetries, config.producerRetryDelayMs], [3, 3000]);
  assertEquals([config.logLevel, config.logFormat, config.metricsPort], ["INFO", "json", 8000]);
  await using bare = new DataProducer();
  assertEquals(bare.config.origins.producerBatchSize !== "default", true);
  const changed = configOf("localhost:1", { KAFKA_TOPIC: "mine", PRODUCER_BATCH_SIZE: "7" });
  await using other = new DataProducer({ config: changed });
  assertEquals([other.config.topic, other.config.producerBatchSize], ["mine", 7]);
  assertThrows(
    () => new DataProducer({ config: configOf("localhost:1", { PRODUCER_INTERVAL_MS: "soon" }) }),
    ConfigError,
    'PRODUCER_INTERVAL_MS is "soon": use a whole number from 0 to 3600000',
  );
});

Deno.test("generated data are key, value and headers, and a batch is sent as it is", async () => {
  await using cluster = await Cluster.start();
  await using producer = new DataProducer({ config: configOf(cluster.bootstrapServers) });
  const batch = producer.generateData(25);
  assertEquals(batch.length, 25);
  for (const [key, value, headers] of batch) {
    assertEquals([key, headers.created_at], [value.id, value.created_at]);
    assertMatch(value.name, /^item_\d{8}$/);
  }
  assertEquals(await producer.sendBatch(batch), 25);
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  const records = await Array.fromAsync(kafka.read({ topic: "data-topic" }));
  assertEquals(records.length, 25);
  const record = records.find(({ key }) => text(key) === batch[7]![0])!;
  assertEquals(JSON.parse(text(record.value)), batch[7]![1]);
  assertEquals(record.headers.map(({ name, value }) => [name, text(value)]), [
    ["content-type", "application/json"],
    ["created_at", batch[7]![1].created_at],
  ]);
});

Deno.test("sending tells whether a message is in the log: by a retry it may be, given up it is not", async () => {
  await using cluster = await Cluster.start();
  await using proxy = await startProxy({ upstream: cluster.bootstrapServers });
  const failedPath = `.runs/failed-${crypto.randomUUID()}.jsonl`;
  const settings = { FAILED_MESSAGES_PATH: failedPath, PRODUCER_INITIAL_RETRY_DELAY_MS: "20" };
  await using patient = new DataProducer({ config: configOf(proxy.bootstrapServers, settings) });
  const hurried = { ...settings, PRODUCER_DELIVERY_TIMEOUT_MS: "400" };
  await using hasty = new DataProducer({ config: configOf(proxy.bootstrapServers, hurried) });
  const [good, bad] = hasty.generateData(2) as [never, never];
  await proxy.refuse(true);
  assertEquals(await hasty.sendBatch([good, bad]), 0);
  await proxy.refuse(false);
  assertEquals(await patient.sendBatch([good]), 1);
  assertEquals(await patient.sendMessage("k", { ...SAMPLE, name: "nothing" }), false);
  const reasons = (await Deno.readTextFile(failedPath)).trimEnd().split("\n")
    .map((line) => JSON.parse(line));
  assertEquals(reasons.length, 3);
  assertEquals([reasons[2].key, reasons[2].error.code], ["k", "PAYLOAD_INVALID"]);
  await Deno.remove(failedPath);
});

Deno.test("a data producer runs batch after batch until it is stopped", async () => {
  await using cluster = await Cluster.start();
  await using producer = new DataProducer({ config: configOf(cluster.bootstrapServers) });
  const running = producer.run({ interval: 0.001, batchSize: 10 });
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  await using admin = await kafka.admin();
  const inLog = async () => {
    const offsets = await admin.topicOffsets("data-topic").catch(() => []);
    return offsets.reduce((sum, { high }) => sum + Number(high), 0);
  };
  await waitFor(async () => await inLog() >= 50, { what: "five batches" });
  await producer.stop();
  const { sent, acknowledged } = await running;
  assertEquals(acknowledged, sent);
  assertEquals(await inLog(), sent);
});

Deno.test("a data consumer runs by its configuration until the signal, and stores what it reads", async () => {
  await using cluster = await Cluster.start();
  await using producer = new DataProducer({ config: configOf(cluster.bootstrapServers) });
  await using store = openSqliteStore({ path: ":memory:" });
  const config = configOf(cluster.bootstrapServers, { CONSUMER_GROUP_ID: "mine" });
  await using consumer = new DataConsumer(config, { store });
  assertEquals([consumer.config.consumerGroupId, consumer.config.commitIntervalMs], ["mine", 1000]);
  const stop = new AbortController();
  const running = consumer.run({ signal: stop.signal });
  await producer.sendBatch(producer.generateData(40));
  await waitFor(async () => await store.count() === 40, { what: "40 items" });
  stop.abort();
  const { messages, consumer: counts } = await running;
  assertEquals([messages.stored, counts.processed], [40, 40]);
});

Deno.test("processing says whether a message is stored: twice it is, no data item is not", async () => {
  await using consumer = new DataConsumer(configOf("localhost:1"));
  assertEquals(await consumer.processMessage(SAMPLE), true);
  assertEquals(await consumer.processMessage(SAMPLE), true);
  assertEquals(await consumer.processMessage({ ...SAMPLE, metadata: undefined }), true);
  for (const bad of [{ ...SAMPLE, name: "item_1" }, null, undefined, "text"]) {
    assertEquals(await consumer.processMessage(bad), false);
  }
});

Deno.test("data is not persisted while the store is down, and that is said", async () => {
  await using inner = openSqliteStore({ path: ":memory:" });
  let down = true;
  const store = {
    ...inner,
    name: "sqlite",
    save: (document: Parameters<typeof inner.save>[0]) =>
      down
        ? Promise.reject(
          new StoreError("The store is down", { code: "DOWN", retriable: true, outage: true }),
        )
        : inner.save(document),
  } as unknown as typeof inner;
  await using consumer = new DataConsumer(configOf("localhost:1"), { store });
  assertEquals(await consumer.persistData(SAMPLE), false);
  down = false;
  assertEquals(await consumer.persistData(SAMPLE), true);
  assert((await inner.get(SAMPLE.id)) !== undefined);
});
