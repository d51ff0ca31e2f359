import { assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { waitFor } from "../../core/mod.ts";
import { Cluster } from "../../broker/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { openSqliteStore } from "../../storage/mod.ts";
import { startRandomEventsConsumer } from "./consumer.ts";
import { startRandomEventsProducer } from "./producer.ts";

const GROUP = "event-processors";

async function produce(kafka: ReturnType<typeof connectKafka>, count: number): Promise<void> {
  await using producer = await startRandomEventsProducer(kafka, { intervalMs: 0, count });
  await producer.closed;
}

Deno.test("a consumer whose SQLite file another writer holds waits in its group, and goes on after it", async () => {
  await Deno.mkdir(".runs", { recursive: true });
  const folder = await Deno.makeTempDir({ dir: ".runs", prefix: "outage-" });
  try {
    await using cluster = await Cluster.start();
    const connection = { bootstrapServers: [cluster.bootstrapServers] };
    await using kafka = connectKafka(connection);
    await using reader = connectKafka(connection);
    const path = `${folder}/events.db`;
    await using store = openSqliteStore({ path, busyTimeoutMs: 100 });
    // Without retries anything but an outage would be in the dead letters at once.
    const consuming = { retry: { maxRetries: 0 } };
    const consumer = await startRandomEventsConsumer(reader, { store, consuming });
    await produce(kafka, 60);
    await waitFor(async () => await store.count() === 60, { what: "60 events" });
    await using admin = await kafka.admin();
    const before = await admin.describeGroups([GROUP]);
    using other = new DatabaseSync(path);
    other.exec("PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE");
    // Each of the three partitions stands still, and the group hears nothing of it.
    const stalls = () => consumer.statistics().consumer.stalls;
    await produce(kafka, 540);
    await waitFor(() => stalls() === 3, { what: "all partitions to pause" });
    assertEquals(await store.count(), 60);
    other.exec("ROLLBACK");
    await waitFor(async () => await store.count() === 600, { what: "events", timeoutMs: 60_000 });
    assertEquals(await admin.describeGroups([GROUP]), before);
    const { consumer: counts } = await consumer.stop();
    assertEquals([counts.rebalances, counts.retried, counts.deadLettered], [0, 0, 0]);
    assertEquals((await store.counters())["events"], 600);
    assertEquals(await Array.fromAsync(kafka.read({ topic: "DLQ" })), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
