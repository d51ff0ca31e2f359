import { assert, assertEquals } from "@std/assert";
import { seededRandom, waitFor } from "../../core/mod.ts";
import { openEventInput } from "../../events/mod.ts";
import { startRandomEventsConsumer } from "./consumer.ts";
import { mergeRandomEventsStatistics } from "./consumer_statistics.ts";
import { openEventStore } from "./event_store.ts";
import { startRandomEventsProducer } from "./producer.ts";
import { sentMarkOf } from "../sent_mark.ts";
import { header, text, withKafka } from "./_with_kafka_test.ts";

Deno.test("every record sent is stored once or in the DLQ, and the log keeps its order", async () => {
  await withKafka(async (connect) => {
    const kafka = connect();
    await using store = openEventStore({ path: ":memory:" });
    const consumers = [
      await startRandomEventsConsumer(connect(), { store }),
      await startRandomEventsConsumer(connect(), { store }),
    ];
    const producer = await startRandomEventsProducer(kafka, {
      intervalMs: 0,
      count: 600,
      poisonShare: 0.1,
      random: seededRandom("system"),
    });
    await producer.closed;
    const sent = producer.statistics();
    const planted = Object.values(sent.poison).reduce((sum, count) => sum + count, 0);
    assertEquals([sent.sent, sent.acknowledged, sent.failed, sent.uncertain], [600, 600, 0, 0]);
    const total = () =>
      consumers.map((each) => each.statistics()).reduce(mergeRandomEventsStatistics);
    await waitFor(
      () => total().consumer.processed + total().consumer.deadLettered >= 600,
      { what: "600 records to be finished", timeoutMs: 60_000 },
    );
    for (const consumer of consumers) await consumer.stop();
    assertEquals(await store.count(), 600 - planted);
    const counted = total();
    assertEquals(structuredClone([sent, counted]), [sent, counted]);
    assertEquals(counted.events.processed, 600 - planted);
    assertEquals(counted.events.rejected, planted);
    assertEquals((await store.counters()).events, 600 - planted);
    const log = await Array.fromAsync(kafka.read({ topic: "random-events" }));
    const sequences = new Map<number, number[]>();
    for (const record of log) {
      const mark = sentMarkOf(record)!;
      assertEquals(mark.producer, sent.topics[0]!.producer);
      sequences.set(record.partition, [...sequences.get(record.partition) ?? [], mark.sequence]);
    }
    assertEquals(sequences.size, 3);
    for (const each of sequences.values()) assertEquals(each, each.toSorted((a, b) => a - b));
    const letters = await Array.fromAsync(kafka.read({ topic: "DLQ" }));
    assertEquals(letters.length, planted);
    for (const letter of letters) {
      const offset = BigInt(header(letter, "dlq.original.offset"));
      const partition = Number(header(letter, "dlq.original.partition"));
      const original = log.find((each) => each.partition === partition && each.offset === offset)!;
      assertEquals(letter.value, original.value);
      assertEquals(header(letter, "dlq.error.class"), "SchemaValidationError");
      assert(["envelope", "event_type"].includes(header(letter, "dlq.error.stage")));
      assertEquals(header(letter, "correlation-id"), header(original, "correlation-id"));
      assertEquals(header(letter, "traceparent"), header(original, "traceparent"));
    }
  });
});

Deno.test("topics are made with the registry's settings", async () => {
  await withKafka(async (connect) => {
    const kafka = connect();
    await using producer = await startRandomEventsProducer(kafka, { count: 0 });
    await producer.closed;
    await using admin = await kafka.admin();
    assertEquals((await admin.describeTopic("random-events")).length, 3);
    assertEquals((await admin.topicConfig("random-events"))["retention.ms"], "86400000");
    assertEquals((await admin.describeTopic("DLQ")).length, 1);
  });
});

Deno.test("a restarted group goes on where it was, and nothing is stored twice", async () => {
  await withKafka(async (connect) => {
    const kafka = connect();
    await using store = openEventStore({ path: ":memory:" });
    for (const expected of [50, 100]) {
      await using producer = await startRandomEventsProducer(kafka, { intervalMs: 0, count: 50 });
      await producer.closed;
      const consumer = await startRandomEventsConsumer(connect(), { store });
      await waitFor(async () => await store.count() === expected, { what: "the events" });
      const { events, consumer: counts } = await consumer.stop();
      assertEquals([events.processed, counts.processed], [50, 50]);
      await consumer.closed;
    }
  });
});

Deno.test("lines of an input become records keyed by address, bad ones dead letters with their number", async () => {
  await withKafka(async (connect) => {
    const kafka = connect();
    const good = (address: string, path: string) =>
      `${address} - - [17/May/2015:10:05:03 +0000] "GET ${path} HTTP/1.1" 200 5 "-" "curl/8"`;
    const lines = [good("203.0.113.9", "/a"), "rubbish", "", good("203.0.113.9", "/b")];
    const bytes = new TextEncoder().encode(lines.join("\n"));
    const input = await openEventInput(ReadableStream.from([bytes]));
    await using producer = await startRandomEventsProducer(kafka, { input });
    await producer.closed;
    const counts = producer.statistics();
    assertEquals([counts.inputLines, counts.blankLines, counts.sent], [4, 1, 2]);
    assertEquals([counts.rejectedLines, counts.deadLetteredLines], [1, 1]);
    const log = await Array.fromAsync(kafka.read({ topic: "random-events" }));
    assertEquals(log.map((record) => text(record.key)), ["203.0.113.9", "203.0.113.9"]);
    const [letter] = await Array.fromAsync(kafka.read({ topic: "DLQ" }));
    assertEquals(text(letter!.value), "rubbish");
    assertEquals(header(letter!, "dlq.input.line"), "2");
    assertEquals(header(letter!, "dlq.error.code"), "INPUT_LINE_INVALID");
  });
});

Deno.test("a signal ends a producer that waits for its next event and a consumer, both in order", async () => {
  await withKafka(async (connect) => {
    const stop = new AbortController();
    const { signal } = stop;
    await using store = openEventStore({ path: ":memory:" });
    const producer = await startRandomEventsProducer(connect(), { signal, intervalMs: 3_600_000 });
    const consumer = await startRandomEventsConsumer(connect(), { store, signal });
    await waitFor(async () => await store.count() === 1, { what: "the first event" });
    stop.abort();
    await Promise.all([producer.closed, consumer.closed]);
    assertEquals(producer.statistics().acknowledged, 1);
    await using admin = await connect().admin();
    const committed = await admin.committedOffsets("event-processors", ["random-events"]);
    assertEquals(committed.reduce((sum, { offset }) => sum + offset, 0n), 1n);
  });
});

Deno.test("a signal ends a producer whose input gives no more lines", async () => {
  await withKafka(async (connect) => {
    const stop = new AbortController();
    const endless = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode("rubbish\n")),
    });
    const input = await openEventInput(endless);
    const producer = await startRandomEventsProducer(connect(), { input, signal: stop.signal });
    await waitFor(() => producer.statistics().deadLetteredLines === 1, { what: "the line" });
    stop.abort();
    await producer.closed;
  });
});
