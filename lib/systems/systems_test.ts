import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { loadConfig, ROLE_DEFAULTS } from "../config/mod.ts";
import { ConfigError, nullLogger, nullMeter, waitFor } from "../core/mod.ts";
import { connectKafka } from "../kafka/mod.ts";
import { topicDefinition } from "../schemas/mod.ts";
import type { RandomEventsStatistics } from "./random_events/mod.ts";
import type { RunningRole } from "./running_role.ts";
import { openConfiguredStore, type StoreNeed, type StoreSettings } from "./configured_store.ts";
import { consumerNamed, producerNamed, systemNamed, SYSTEMS } from "./systems.ts";

const storeOf = (settings: StoreSettings) => ({
  openStore: (need: StoreNeed) => openConfiguredStore(settings, need),
});

Deno.test("each system has a name of its own and is found by it", () => {
  assertEquals(new Set(SYSTEMS.map(({ name }) => name)).size, SYSTEMS.length);
  for (const system of SYSTEMS) assertEquals(systemNamed(system.name), system);
  const error = assertThrows(() => systemNamed("nothing"), ConfigError);
  assertStringIncludes(error.message, "use one of random_events");
});

Deno.test("each role has a name of its own in its system, settings and topics that are known", () => {
  const roles = Object.keys(ROLE_DEFAULTS);
  for (const system of SYSTEMS) {
    for (const all of [system.producers, system.consumers]) {
      assertEquals(new Set(all.map(({ name }) => name)).size, all.length);
      for (const role of all) {
        assert(roles.includes(role.settings), role.settings);
        for (const topic of role.topics) assertEquals(topicDefinition(topic).name, topic);
      }
    }
  }
  const [system] = SYSTEMS;
  assertEquals(producerNamed(system!), system!.producers[0]);
  const error = assertThrows(() => consumerNamed(system!, "nobody"), ConfigError);
  assertStringIncludes(error.message, "no consumer of random_events called nobody");
});

Deno.test("a system is produced and consumed with a loaded configuration", async () => {
  await using cluster = await Cluster.start();
  const { bootstrapServers } = cluster;
  const variables: Record<string, string> = { STORE_PATH: ":memory:", CONSUMER_GROUP_ID: "mine" };
  const env = (name: string) => variables[name];
  await using kafka = connectKafka({ bootstrapServers: [bootstrapServers] });
  await using reader = connectKafka({ bootstrapServers: [bootstrapServers] });
  const system = systemNamed("random_events");
  const settings = loadConfig({ env, role: "random_events.consumer" });
  const shared = { logger: nullLogger, meter: nullMeter, ...storeOf(settings) };
  const consumer = await consumerNamed(system).start({
    ...shared,
    kafka: reader,
    settings,
  }) as RunningRole<RandomEventsStatistics>;
  await using producer = await producerNamed(system).start({
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
  const context = { kafka, settings, logger: nullLogger, meter: nullMeter, ...storeOf(settings) };
  const consumer = consumerNamed(systemNamed("random_events"));
  const error = await consumer.start(context).catch((thrown) => thrown);
  assertEquals(error instanceof ConfigError, true);
  assertStringIncludes(error.message, "deno.json/store.sqlite");
});
