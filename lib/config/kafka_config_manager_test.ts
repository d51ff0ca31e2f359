import { assertEquals, assertThrows } from "@std/assert";
import { KafkaConfigManager } from "./kafka_config_manager.ts";
import { loadConfig } from "./load.ts";

Deno.test("a producer sends at once, to all replicas, every five seconds, in UTF-8", () => {
  const manager = new KafkaConfigManager({ env: () => undefined, role: "random_events.producer" });
  const { acks, lingerMs, eventIntervalMs, keySerializer, valueSerializer } = manager
    .getProducerConfig();
  assertEquals([acks, lingerMs, eventIntervalMs], ["all", 0, 5000]);
  assertEquals(new TextDecoder().decode(valueSerializer("Yogyakarta ☕")), "Yogyakarta ☕");
  assertEquals(keySerializer("é"), new Uint8Array([0xc3, 0xa9]));
});

Deno.test("a consumer reads its group's topics from the beginning", () => {
  const manager = new KafkaConfigManager({ env: () => undefined, role: "random_events.consumer" });
  const { valueDeserializer, ...settings } = manager.getConsumerConfig();
  assertEquals(settings, {
    bootstrapServers: ["localhost:9092"],
    groupId: "event-processors",
    topics: ["random-events"],
    offsetReset: "earliest",
    sessionTimeoutMs: 30_000,
    heartbeatIntervalMs: 3000,
    commitEveryMessages: 100,
    commitEveryMs: 5000,
    retry: { maxRetries: 3, baseMs: 2000 },
  });
  assertEquals(valueDeserializer(new TextEncoder().encode("é")), "é");
  assertThrows(() => valueDeserializer(new Uint8Array([0xff])), TypeError);
});

Deno.test("a manager can be given a configuration", () => {
  const config = loadConfig({ env: () => undefined });
  assertEquals(new KafkaConfigManager({ config }).config, config);
});
