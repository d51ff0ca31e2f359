import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ConfigError } from "../core/mod.ts";
import { SchemaFolder } from "./schema_folder.ts";
import { loadTopics, topicDefinition } from "./topics.ts";

async function withRegistry(topics: unknown, use: (folder: SchemaFolder) => void): Promise<void> {
  await Deno.mkdir(".runs", { recursive: true });
  const path = await Deno.makeTempDir({ dir: ".runs" });
  try {
    await Deno.copyFile("schemas/topics.schema.json", `${path}/topics.schema.json`);
    await Deno.writeTextFile(`${path}/topics.json`, JSON.stringify({ topics }));
    use(new SchemaFolder(new URL(`file://${await Deno.realPath(path)}/`)));
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}

Deno.test("the registry holds the topics of all five systems", () => {
  const shape = loadTopics().map((t) => [t.name, t.system, t.partitions, t.replicationFactor]);
  assertEquals(shape, [
    ["random-events", "random_events", 3, 1],
    ["kafka-topics1", "file_events", 3, 1],
    ["kafka-topics2", "file_events", 3, 1],
    ["DLQ", "file_events", 1, 1],
    ["user-events", "platform", 3, 1],
    ["application-logs", "platform", 2, 1],
    ["system-metrics", "platform", 4, 1],
    ["critical-events", "platform", 6, 3],
    ["orders", "orders", 1, 1],
    ["data-topic", "pubsub", 3, 1],
  ]);
});

Deno.test("random-events is kept for 24 hours", () => {
  assertEquals(topicDefinition("random-events").config, { "retention.ms": "86400000" });
});

Deno.test("critical-events is kept for a week and needs two replicas in sync", () => {
  assertEquals(topicDefinition("critical-events").config, {
    "retention.ms": "604800000",
    "compression.type": "producer",
    "min.insync.replicas": "2",
  });
});

Deno.test("a topic that is not in the registry is refused with the place to add it", () => {
  const error = assertThrows(() => topicDefinition("nowhere"), ConfigError);
  assertStringIncludes(error.message, "nowhere is not in schemas/topics.json");
});

Deno.test("a registry that breaks its schema or repeats a name is refused", async () => {
  const topic = { name: "a", system: "orders", purpose: "p", partitions: 1, replicationFactor: 1 };
  await withRegistry([{ ...topic, partitions: 0 }], (folder) => {
    const error = assertThrows(() => loadTopics(folder), ConfigError);
    assertStringIncludes(error.message, "wrong at /topics/0/partitions");
  });
  await withRegistry([topic, topic], (folder) => {
    assertThrows(() => loadTopics(folder), ConfigError, "names a twice");
  });
});
