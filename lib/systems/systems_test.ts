import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { loadConfig } from "../config/mod.ts";
import { ConfigError, nullLogger, nullMeter, waitFor } from "../core/mod.ts";
import { connectKafka } from "../kafka/mod.ts";
import type { RandomEventsStatistics } from "./random_events/mod.ts";
import type { RunningRole } from "./running_role.ts";
import { systemNamed, SYSTEMS } from "./systems.ts";

Deno.test("each system has a name of its own and is found by it", () => {
  assertEquals(new Set(SYSTEMS.map(({ name }) => name)).size, SYSTEMS.length);
  for (const system of SYSTEMS) assertEquals(systemNamed(system.name), system);
  const error = assertThrows(() => systemNamed("nothing"), ConfigError);
  assertStringIncludes(error.message, "use one of random_events");
});

Deno.test("a system is produced and consumed with a loaded configuration", async () => {
  await using cluster = await Cluster.start();
  const { bootstrapServers } = cluster;
  const variables: Record<string, string> = { STORE_PATH: ":memory:", CONSUMER_GROUP_ID: "mine" };
  const env = (name: string) => variables[name];
  await using kafka = connectKafka({ bootstrapServers: [bootstrapServers] });
  await using reader = connectKafka({ bootstrapServers: [bootstrapServers] });
  const shared = { logger: nullLogger, meter: nullMeter };
  const system = systemNamed("random_events");
  const consumer = await system.consume({
    ...shared,
    kafka: reader,
    settings: loadConfig({ env, role: "random_events.consumer" }),
  }) as RunningRole<RandomEventsStatistics>;
  await using producer = await system.produce({
    ...shared,
    kafka,
    settings: loadConfig({ env, role: "random_events.producer" }),
    intervalMs: 0,
    count: 30,
  });
  await producer.closed;
  await waitFor(() => consumer.statistics().events.processed === 30, { what: "30 events" });
  await consumer.stop();
  await using admin = await kafka.admin();
  const committed = await admin.committedOffsets("mine", ["random-events"]);
  assertEquals(committed.reduce((sum, { offset }) => sum + offset, 0n), 30n);
});

Deno.test("a store that can't be opened stops the start and leaves nothing open", async () => {
  await using cluster = await Cluster.start();
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  const settings = {
    ...loadConfig({ env: () => undefined, role: "random_events.consumer" }),
    storePath: "deno.json/store.sqlite",
  };
  const context = { kafka, settings, logger: nullLogger, meter: nullMeter };
  const error = await systemNamed("random_events").consume(context).catch((thrown) => thrown);
  assertEquals(error instanceof ConfigError, true);
  assertStringIncludes(error.message, "deno.json/store.sqlite");
});
