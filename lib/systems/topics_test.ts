import { assertEquals, assertRejects } from "@std/assert";
import { ConfigError } from "../core/mod.ts";
import { ensureTopics, type TopicMaker } from "./topics.ts";

Deno.test("topics are made as the registry describes them, under a name of one's own too", async () => {
  const made: unknown[] = [];
  const kafka: TopicMaker = {
    admin: () =>
      Promise.resolve({
        createTopics(topics) {
          made.push(...topics);
          return Promise.resolve(topics.map((topic) => topic.name));
        },
        [Symbol.asyncDispose]: () => Promise.resolve(),
      }),
  };
  const names = await ensureTopics(kafka, [
    { definition: "random-events", name: "random-events-7" },
    { definition: "DLQ" },
  ]);
  assertEquals(names, ["random-events-7", "DLQ"]);
  assertEquals(made, [
    {
      name: "random-events-7",
      partitions: 3,
      replicationFactor: 1,
      config: { "retention.ms": "86400000" },
    },
    { name: "DLQ", partitions: 1, replicationFactor: 1 },
  ]);
  await assertRejects(() => ensureTopics(kafka, [{ definition: "nowhere" }]), ConfigError);
});
