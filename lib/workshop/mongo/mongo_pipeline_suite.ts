import { assertEquals } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { systemClock, waitFor } from "../../core/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { openMongoStore } from "../../storage/mod.ts";
import { startRandomEventsConsumer, startRandomEventsProducer } from "../../systems/mod.ts";
import { openRunFolder } from "../run_folder.ts";
import { countOf } from "./_count_of.ts";
import { MongoServer } from "./mongo_server.ts";

const GROUP = "event-processors";
/** The shortest session that brokers allow. */
const SESSION = { sessionTimeoutMs: 6000, heartbeatIntervalMs: 500 };

Deno.test("a consumer whose MongoDB is killed waits in its group, and goes on when it is back", async () => {
  await using folder = await openRunFolder("mongodb");
  await using server = await MongoServer.start({ folder: folder.path });
  await using cluster = await Cluster.start();
  const connection = { bootstrapServers: [cluster.bootstrapServers] };
  await using kafka = connectKafka(connection);
  await using reader = connectKafka(connection);
  await using store = await openMongoStore({ uri: server.uri, timeoutMs: 300 });
  // Without retries anything but an outage would be in the dead letters at once.
  const consuming = { retry: { maxRetries: 0 }, session: SESSION };
  const consumer = await startRandomEventsConsumer(reader, { store, consuming });
  await using producer = await startRandomEventsProducer(kafka, { intervalMs: 2, count: 600 });
  await waitFor(async () => await store.count() > 50, { what: "50 events" });
  await using admin = await kafka.admin();
  const before = await admin.describeGroups([GROUP]);
  await server.kill();
  const killedMs = systemClock.monotonicMs();
  await waitFor(() => consumer.statistics().consumer.stalls > 0, { what: "a partition to pause" });
  await producer.closed;
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
