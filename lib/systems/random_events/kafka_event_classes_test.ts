import { assertEquals } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import { withKafka } from "./_with_kafka_test.ts";
import { openEventStore } from "./event_store.ts";
import { KafkaEventConsumer } from "./kafka_event_consumer.ts";
import { KafkaEventProducer } from "./kafka_event_producer.ts";

Deno.test("producer and consumer are made first, connect when started, and tell whether they run", async () => {
  await withKafka(async (connect) => {
    await using store = openEventStore({ path: ":memory:" });
    const consumer = new KafkaEventConsumer(connect(), { store });
    const producer = new KafkaEventProducer(connect(), { intervalMs: 0, count: 20 });
    assertEquals(consumer.running, false);
    const consuming = await consumer.startConsuming();
    assertEquals(consumer.running, true);
    const producing = await producer.startProducing();
    await producing.closed;
    await waitFor(async () => await store.count() === 20, { what: "20 stored events" });
    await consuming.stop();
    await waitFor(() => !consumer.running, { what: "the consumer to have ended" });
  });
});
