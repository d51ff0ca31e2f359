import { assert, assertEquals, assertRejects } from "@std/assert";
import { ConfigError, seededRandom, waitFor } from "../../core/mod.ts";
import { openEventInput } from "../../events/mod.ts";
import { SchemaValidationError } from "../../schemas/mod.ts";
import { openSqliteStore } from "../../storage/mod.ts";
import { header, text, withKafka } from "../random_events/_with_kafka_test.ts";
import { sentMarkOf } from "../sent_mark.ts";
import { ADDED, envelope } from "./_events.ts";
import { startFileEventsConsumer } from "./consumer.ts";
import { FILE_EVENT_HANDLERS } from "./handlers.ts";
import { startFileEventsProducer } from "./producer.ts";
import { FILE_EVENTS_TOPICS } from "./topics.ts";

Deno.test("every event of both topics is stored once or in the DLQ with its stage and its ids", async () => {
  await withKafka(async (connect) => {
    const kafka = connect();
    await using store = openSqliteStore({ path: ":memory:" });
    const consumers = [
      await startFileEventsConsumer(connect(), { store }),
      await startFileEventsConsumer(connect(), { store }),
    ];
    const producer = await startFileEventsProducer(kafka, {
      intervalMs: 0,
      count: 600,
      poisonShare: 0.1,
      random: seededRandom("file events"),
    });
    await producer.closed;
    const sent = producer.statistics();
    const planted = Object.values(sent.poison).reduce((sum, count) => sum + count, 0);
    assertEquals([sent.sent, sent.acknowledged, sent.failed, sent.uncertain], [600, 600, 0, 0]);
    const total = (pick: (each: ReturnType<typeof consumers[0]["statistics"]>) => number) =>
      consumers.reduce((sum, each) => sum + pick(each.statistics()), 0);
    await waitFor(
      () => total(({ consumer }) => consumer.processed + consumer.deadLettered) >= 600,
      { what: "600 records to be finished", timeoutMs: 60_000 },
    );
    for (const consumer of consumers) await consumer.stop();
    assertEquals(await store.count(), 600 - planted);
    assertEquals(total(({ events }) => events.stored), 600 - planted);
    const stages = ["envelope", "event_type", "payload"] as const;
    for (const stage of stages) assert(total(({ events }) => events.refused[stage]) > 0, stage);
    const log = (await Promise.all(
      FILE_EVENTS_TOPICS.map((topic) => Array.fromAsync(kafka.read({ topic }))),
    )).flat();
    assertEquals(log.length, 600);
    assertEquals(new Set(log.map(({ topic }) => topic)).size, 2);
    const marks = log.map((record) => `${record.topic} ${sentMarkOf(record)?.sequence}`);
    assertEquals(new Set(marks).size, 600);
    const letters = await Array.fromAsync(kafka.read({ topic: "DLQ" }));
    assertEquals(letters.length, planted);
    for (const letter of letters) {
      const original = log.find(({ topic, partition, offset }) =>
        topic === header(letter, "dlq.original.topic") &&
        partition === Number(header(letter, "dlq.original.partition")) &&
        offset === BigInt(header(letter, "dlq.original.offset"))
      )!;
      assertEquals([letter.key, letter.value], [original.key, original.value]);
      assert(stages.some((stage) => stage === header(letter, "dlq.error.stage")));
      assertEquals(header(letter, "dlq.attempts"), "1");
      assertEquals(header(letter, "correlation-id"), header(original, "correlation-id"));
    }
    for await (const { topic, partition, offset } of store.origins("kafka-topics2")) {
      const original = log.find((each) =>
        each.topic === topic && each.partition === partition && each.offset === offset
      )!;
      const { eventId } = JSON.parse(text(original.value));
      const { body } = (await store.get(eventId))!;
      assertEquals(body.correlation_id, header(original, "correlation-id"));
    }
  });
});

Deno.test("an event that the schema refuses ends the producer before it is sent", async () => {
  await withKafka(async (connect) => {
    const kafka = connect();
    const bad = envelope("file-added", { ...ADDED, addedBy: "" }, "e-2");
    const producer = await startFileEventsProducer(kafka, {
      intervalMs: 0,
      events: () => [envelope("file-added", ADDED), bad],
    });
    const error = await assertRejects(() => producer.closed, SchemaValidationError);
    assertEquals([error.stage, error.pointer], ["payload", "/payload/addedBy"]);
    assertEquals(producer.statistics().sent, 1);
    const log = await Array.fromAsync(kafka.read({ topic: "kafka-topics1" }));
    assertEquals(log.map((record) => text(record.key)), ["f-1"]);
  });
});

Deno.test("lines of an input go to the topic of their kind, bad ones to the DLQ with stage and number", async () => {
  await withKafka(async (connect) => {
    const kafka = connect();
    const lines = [
      envelope("file-added", ADDED),
      envelope("user-deleted", { userId: "u-1", deletedBy: "u-2" }),
      envelope("user-vanished", {}),
    ].map((event) => JSON.stringify(event));
    const bytes = new TextEncoder().encode(lines.join("\n"));
    const input = await openEventInput(ReadableStream.from([bytes]));
    await using producer = await startFileEventsProducer(kafka, { input });
    await producer.closed;
    const { sent, rejectedLines, deadLetteredLines } = producer.statistics();
    assertEquals([sent, rejectedLines, deadLetteredLines], [2, 1, 1]);
    for (const [at, topic] of FILE_EVENTS_TOPICS.entries()) {
      const log = await Array.fromAsync(kafka.read({ topic }));
      assertEquals(log.map(({ value }) => text(value)), [lines[at]]);
      assertEquals(header(log[0]!, "content-type"), "application/json");
    }
    const [letter] = await Array.fromAsync(kafka.read({ topic: "DLQ" }));
    assertEquals(text(letter!.value), lines[2]);
    assertEquals(header(letter!, "dlq.error.stage"), "event_type");
    assertEquals(header(letter!, "dlq.input.line"), "3");
  });
});

Deno.test("a consumer whose event types are not all handled does not start, and closes its store", async () => {
  await withKafka(async (connect) => {
    const store = openSqliteStore({ path: ":memory:" });
    const { "file-removed": _, ...handlers } = FILE_EVENT_HANDLERS;
    const start = () => startFileEventsConsumer(connect(), { store, closeStore: true, handlers });
    await assertRejects(start, ConfigError, "No handler for event type file-removed");
    await assertRejects(() => store.ping());
  });
});
