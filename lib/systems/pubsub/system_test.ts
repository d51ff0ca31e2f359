import { assertEquals } from "@std/assert";
import { loadConfig, type LoadConfigOptions } from "../../config/mod.ts";
import { topicDefinition } from "../../schemas/mod.ts";
import { CONSUMER_FILE, PRODUCER_FILE } from "./defaults.ts";
import { settingsPath, withoutContainerAddress } from "../settings_file.ts";
import { pubsub } from "./system.ts";

const read = async (file: URL) => JSON.parse(await Deno.readTextFile(file));
const load = (options: LoadConfigOptions) => loadConfig({ env: () => undefined, ...options });

Deno.test("the producer's file holds what its description says", async () => {
  const { producer: { delivery_timeout_ms, ...producer }, ...sections } = await read(PRODUCER_FILE);
  assertEquals({ producer, ...sections }, {
    kafka: {
      bootstrap_servers: "kafka:9092",
      topic: "data-topic",
      compression_type: "snappy",
    },
    producer: {
      interval_ms: 36,
      batch_size: 100,
      max_retries: 3,
      initial_retry_delay_ms: 3000,
    },
    logging: { level: "INFO", format: "json" },
    metrics: { enabled: true, port: 8000 },
  });
  assertEquals(delivery_timeout_ms, 60_000);
});

Deno.test("the consumer's file holds what its description says, and a place for MongoDB", async () => {
  const { mongodb, ...sections } = await read(CONSUMER_FILE);
  assertEquals(sections, {
    kafka: {
      bootstrap_servers: "kafka:9092",
      topic: "data-topic",
      group_id: "data-consumer-group",
    },
    consumer: { offset_commit_frequency_ms: 1000 },
    logging: { level: "INFO", format: "json" },
    metrics: { enabled: true, port: 8001 },
  });
  assertEquals(mongodb, { uri: null, database: null });
});

Deno.test("a role's file says the same as its defaults, but for address and form of lines", () => {
  for (const { settings, settingsFile } of [...pubsub.producers, ...pubsub.consumers]) {
    const role = settings as "pubsub.producer";
    const ownFile = settingsPath(settingsFile!);
    const { origins: _, ...own } = load({ role, ownFile, skipped: withoutContainerAddress });
    const { origins: __, ...defaults } = load({ role });
    assertEquals(own, { ...defaults, logFormat: "json" });
    assertEquals(load({ role, file: ownFile }).bootstrapServers, ["kafka:9092"]);
  }
});

Deno.test("an address of one's own in the file counts", async () => {
  await Deno.mkdir(".runs", { recursive: true });
  const ownFile = await Deno.makeTempFile({ dir: ".runs", suffix: ".json" });
  const edited = await read(PRODUCER_FILE);
  edited.kafka.bootstrap_servers = "broker.example:9092";
  edited.producer.interval_ms = 72;
  await Deno.writeTextFile(ownFile, JSON.stringify(edited));
  const config = load({ role: "pubsub.producer", ownFile, skipped: withoutContainerAddress });
  assertEquals(config.bootstrapServers, ["broker.example:9092"]);
  assertEquals(config.producerIntervalMs, 72);
  await Deno.remove(ownFile);
});

Deno.test("the topic has a partition for each of three consumers", () => {
  assertEquals(topicDefinition("data-topic").partitions, 3);
});
