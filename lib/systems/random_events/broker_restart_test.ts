import { assert, assertEquals } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import { Cluster } from "../../broker/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { startRandomEventsConsumer } from "./consumer.ts";
import { openEventStore } from "./event_store.ts";
import { startRandomEventsProducer } from "./producer.ts";
import { sentMarkOf } from "../sent_mark.ts";

Deno.test("producer and consumer go on after the broker was gone, and nothing acknowledged is lost", async () => {
  await Deno.mkdir(".runs", { recursive: true });
  const dataDir = await Deno.makeTempDir({ dir: ".runs", prefix: "restart-" });
  try {
    const first = await Cluster.start({ dataDir });
    const port = Number(first.bootstrapServers.split(":")[1]);
    const bootstrapServers = [first.bootstrapServers];
    await using kafka = connectKafka({ bootstrapServers });
    await using reader = connectKafka({ bootstrapServers });
    await using store = openEventStore({ path: ":memory:" });
    const consumer = await startRandomEventsConsumer(reader, { store });
    const producer = await startRandomEventsProducer(kafka, { intervalMs: 5 });
    await waitFor(() => producer.statistics().acknowledged >= 20, { what: "20 events" });
    await first.close();
    const sentBefore = producer.statistics().sent;
    await waitFor(() => producer.statistics().sent > sentBefore, { what: "a send without broker" });
    await using second = await Cluster.start({ dataDir, ports: [port] });
    assertEquals(second.bootstrapServers, bootstrapServers[0]);
    const before = producer.statistics().acknowledged;
    await waitFor(() => producer.statistics().acknowledged > before + 20, {
      what: "20 more events",
      timeoutMs: 60_000,
    });
    const sent = await producer.stop();
    // The log may hold more than was acknowledged: an answer is lost with its broker.
    const log = await Array.fromAsync(kafka.read({ topic: "random-events" }));
    await waitFor(async () => await store.count() >= log.length, {
      what: "every event of the log in the store",
      timeoutMs: 60_000,
    });
    const found = log.map((record) => sentMarkOf(record)!.sequence);
    assertEquals(new Set(found).size, found.length);
    const missing = [...Array(sent.sent).keys()].filter((sequence) => !found.includes(sequence));
    const [tally] = sent.topics;
    const excused = new Set([...tally!.failed, ...tally!.uncertain]);
    assertEquals(missing.filter((sequence) => !excused.has(sequence)), []);
    assert(sent.acknowledged > 40);
    await consumer.stop();
    assertEquals(await store.count(), log.length);
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
});
