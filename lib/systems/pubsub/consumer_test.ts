import { assert, assertEquals } from "@std/assert";
import { ManualClock, seededRandom, waitFor } from "../../core/mod.ts";
import type { Kafka } from "../../kafka/mod.ts";
import { openSqliteStore } from "../../storage/mod.ts";
import { header, text, withKafka } from "../random_events/_with_kafka_test.ts";
import { startDataConsumer } from "./consumer.ts";
import { startDataProducer } from "./producer.ts";

let seeds = 0;

async function produce(kafka: Kafka, count: number, poisonShare = 0) {
  const random = seededRandom(`data ${++seeds}`);
  const producer = await startDataProducer(kafka, { intervalMs: 0, count, poisonShare, random });
  await producer.closed;
  return producer.statistics();
}

async function committed(kafka: Kafka, groupId = "data-consumer-group"): Promise<bigint> {
  await using admin = await kafka.admin();
  const offsets = await admin.committedOffsets(groupId, ["data-topic"]);
  return offsets.reduce((sum, { offset }) => sum + (offset > 0n ? offset : 0n), 0n);
}

const memoryStore = () => openSqliteStore({ path: ":memory:", indexes: ["metadata.source"] });

Deno.test("each data item is stored under its id, and what is none goes to the DLQ", async () => {
  await withKafka(async (connect) => {
    const kafka = connect();
    await using store = memoryStore();
    await using consumer = await startDataConsumer(connect(), { store });
    const { poison } = await produce(kafka, 300, 0.1);
    const planted = Object.values(poison).reduce((sum, count) => sum + count, 0);
    assert(planted > 10);
    await waitFor(() => {
      const { processed, deadLettered } = consumer.statistics().consumer;
      return processed + deadLettered === 300;
    }, { what: "all records" });
    const { messages, consumer: counts } = await consumer.stop();
    assertEquals([messages.stored, counts.deadLettered], [300 - planted, planted]);
    assertEquals(await store.count(), 300 - planted);
    const found = await Promise.all(
      (await Array.fromAsync(kafka.read({ topic: "data-topic" })))
        .map(async ({ key, offset }) => (await store.get(text(key)))?.origin.offset === offset),
    );
    assertEquals(found.filter((isThere) => isThere).length, 300 - planted);
    const [item] = await store.find({ where: { "metadata.source": "system-b" }, limit: 1 });
    assertEquals(item!.timeMs, Date.parse(item!.body.created_at as string));
    const letters = await Array.fromAsync(kafka.read({ topic: "DLQ" }));
    assertEquals(new Set(letters.map((each) => header(each, "dlq.original.topic"))).size, 1);
    assertEquals(letters.length, planted);
  });
});

Deno.test("offsets are committed once a second, and never before their items are stored", async () => {
  await withKafka(async (connect) => {
    const kafka = connect();
    const clock = new ManualClock();
    await using store = memoryStore();
    const consuming = { commitEveryMs: 1000, commitEveryMessages: 1_000_000 };
    await using consumer = await startDataConsumer(connect(), { store, clock, consuming });
    for (const total of [100, 200, 300]) {
      await produce(kafka, 100);
      await waitFor(async () => await store.count() === total, { what: `${total} items` });
      await waitFor(() => consumer.statistics().consumer.processed === total, { what: "the end" });
      assertEquals(await committed(kafka), BigInt(total - 100));
      clock.advance(999);
      assertEquals(await committed(kafka), BigInt(total - 100));
      clock.advance(1);
      await waitFor(async () => await committed(kafka) === BigInt(total), { what: "the commit" });
      const { commits } = await waitFor(() => {
        const counts = consumer.statistics().consumer;
        return counts.commits >= total / 100 && counts;
      }, { what: "the consumer to hear of it" });
      assertEquals(commits, total / 100);
    }
  });
});

Deno.test("each group gets all items, and a restarted one goes on where it was", async () => {
  await withKafka(async (connect) => {
    const kafka = connect();
    await using stores = new AsyncDisposableStack();
    const groups = ["data-consumer-group", "reporting"].map((groupId) => ({
      groupId,
      store: stores.use(memoryStore()),
    }));
    for (const total of [90, 180]) {
      await produce(kafka, 90);
      for (const { groupId, store } of groups) {
        const consumer = await startDataConsumer(connect(), { store, groupId });
        await waitFor(async () => await store.count() === total, { what: `all for ${groupId}` });
        assertEquals((await consumer.stop()).consumer.processed, 90);
        assertEquals(await committed(kafka, groupId), BigInt(total));
      }
    }
  });
});

Deno.test("three members share the partitions, and a second reading changes nothing in the store", async () => {
  await withKafka(async (connect) => {
    const kafka = connect();
    await using store = memoryStore();
    await using stack = new AsyncDisposableStack();
    const members = await Promise.all(
      [1, 2, 3].map(() => startDataConsumer(connect(), { store })),
    );
    for (const member of members) stack.use(member);
    await waitFor(() => members.every((member) => member.assignment().length === 1), {
      what: "a partition for each",
      timeoutMs: 60_000,
    });
    const partitions = members.flatMap((member) => member.assignment())
      .map(({ partition }) => partition);
    assertEquals(partitions.sort(), [0, 1, 2]);
    await produce(kafka, 300);
    await waitFor(async () => await store.count() === 300, { what: "the items" });
    await using again = await startDataConsumer(connect(), { store, groupId: "again" });
    await waitFor(() => again.statistics().messages.repeated === 300, { what: "the repeats" });
    assertEquals([await store.count(), (await store.counters()).data_messages], [300, 300]);
  });
});
