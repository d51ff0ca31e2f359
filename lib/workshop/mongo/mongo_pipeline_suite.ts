import { assertEquals, assertRejects } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { loadConfig } from "../../config/mod.ts";
import { nullLogger, nullMeter, systemClock, waitFor } from "../../core/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { openMongoStore } from "../../storage/mod.ts";
import {
  consumerNamed,
  openConfiguredStore,
  startRandomEventsConsumer,
  startRandomEventsProducer,
  type StoreNeed,
  systemNamed,
} from "../../systems/mod.ts";
import { openRunFolder } from "../run_folder.ts";
import { countOf } from "./_count_of.ts";
import { MongoServer } from "./mongo_server.ts";

const GROUP = "event-processors";
/** The shortest session that brokers allow. */
const SESSION = { sessionTimeoutMs: 6000, heartbeatIntervalMs: 500 };

async function produce(kafka: ReturnType<typeof connectKafka>, count: number): Promise<void> {
  await using producer = await startRandomEventsProducer(kafka, { intervalMs: 0, count });
  await producer.closed;
}

Deno.test("a consumer whose MongoDB is killed waits in its group, and goes on when it is back", async () => {
  await using folder = await openRunFolder("mongodb");
  await using server = await MongoServer.start({ folder: folder.path });
  await using cluster = await Cluster.start();
  const connection = { bootstrapServers: [cluster.bootstrapServers] };
  await using kafka = connectKafka(connection);
  await using reader = connectKafka(connection);
  await using store = await openMongoStore({ uri: server.uri, timeoutMs: 2000 });
  // Without retries anything but an outage would be in the dead letters at once.
  const consuming = { retry: { maxRetries: 0 }, session: SESSION };
  const consumer = await startRandomEventsConsumer(reader, { store, consuming });
  await produce(kafka, 60);
  await waitFor(async () => await store.count() === 60, { what: "60 events" });
  await using admin = await kafka.admin();
  const before = await admin.describeGroups([GROUP]);
  await server.kill();
  const killedMs = systemClock.monotonicMs();
  await produce(kafka, 540);
  await waitFor(() => consumer.statistics().consumer.stalls === 3, { what: "partitions to pause" });
  // A member whose heartbeats had stopped would be gone after a session.
  const backMs = killedMs + SESSION.sessionTimeoutMs + 1000;
  await waitFor(() => systemClock.monotonicMs() > backMs, { what: "the end of a session" });
  await server.restart();
  await waitFor(async () => await countOf(store) === 600, {
    what: "all events",
    timeoutMs: 60_000,
  });
  assertEquals(await admin.describeGroups([GROUP]), before);
  const { consumer: counts } = await consumer.stop();
  assertEquals([counts.rebalances, counts.retried, counts.deadLettered], [0, 0, 0]);
  assertEquals((await store.counters())["events"], 600);
  assertEquals(await Array.fromAsync(kafka.read({ topic: "DLQ" })), []);
});

Deno.test("where MONGODB_URI is set the consumer of random events keeps them there", async () => {
  await using folder = await openRunFolder("mongodb");
  await using server = await MongoServer.start({ folder: folder.path });
  await using cluster = await Cluster.start();
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  await produce(kafka, 20);
  const variables: Record<string, string> = {
    MONGODB_URI: server.uri,
    MONGODB_DATABASE: "kept",
    STORE_PATH: `${folder.path}/unused.db`,
  };
  const settings = loadConfig({
    env: (name) => variables[name],
    role: "random_events.consumer",
  });
  const openStore = (need: StoreNeed) => openConfiguredStore(settings, need);
  const shared = { kafka, settings, openStore, logger: nullLogger, meter: nullMeter };
  const consumer = await consumerNamed(systemNamed("random_events")).start(shared);
  await using store = await openStore({ collection: "random_events" });
  assertEquals(store.name, "mongodb");
  await waitFor(async () => await store.count() === 20, { what: "20 events in MongoDB" });
  await consumer.stop();
  await assertRejects(() => Deno.stat(`${folder.path}/unused.db`), Deno.errors.NotFound);
});
