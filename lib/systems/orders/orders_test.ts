import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { seededRandom, waitFor, WorkshopError } from "../../core/mod.ts";
import { openEventInput } from "../../events/mod.ts";
import { connectKafka, type Kafka } from "../../kafka/mod.ts";
import { startProxy } from "../../proxy/mod.ts";
import { topicDefinition } from "../../schemas/mod.ts";
import { openSqliteStore } from "../../storage/mod.ts";
import { header, text, withKafka } from "../random_events/_with_kafka_test.ts";
import { ensureTopics } from "../topics.ts";
import { startOrderConsumer } from "./consumer.ts";
import { startOrderSender, startOrderStream } from "./producer.ts";
import { startOrderReceiver } from "./receiver.ts";

const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
const CREATE = "deno task topics create orders --partitions 1 --rf 1";
const encoder = new TextEncoder();

const makeTopic = (kafka: Kafka) => ensureTopics(kafka, [{ definition: "orders" }]);

async function send(kafka: Kafka, options: { count?: number } = {}) {
  const lines: string[] = [];
  const sender = await startOrderSender(kafka, { ...options, print: (line) => lines.push(line) });
  await sender.closed;
  return { lines, statistics: sender.statistics() };
}

async function receive(kafka: Kafka, attempts = {}) {
  const lines: string[] = [];
  const receiver = await startOrderReceiver(kafka, {
    print: (line) => void lines.push(line),
    attempts: { attemptMs: 1000, ...attempts },
  });
  await receiver.closed;
  return { lines, statistics: receiver.statistics() };
}

async function produceRaw(kafka: Kafka, ...values: string[]): Promise<void> {
  await using session = await kafka.producer();
  const records = values.map((value) => ({ value: encoder.encode(value) }));
  await session.produce({ topic: "orders", partition: 0, records });
}

Deno.test("one order is sent, confirmed in the document's words, and the sender ends", async () => {
  await withKafka(async (connect) => {
    const kafka = connect();
    await makeTopic(kafka);
    const { lines, statistics } = await send(kafka);
    assertEquals(lines.length, 3);
    assertMatch(
      lines[0]!,
      new RegExp(
        `^Message delivered: {"order_id": "${UUID}", "user": "HAKKACHE", "item": "MONITOR", "quantity": 1}$`,
      ),
    );
    assertEquals(lines[1], "Topic: orders, Partition: 0, Offset: 0");
    assertEquals(lines[2], "Producer finished sending message");
    assertEquals([statistics.sent, statistics.acknowledged], [1, 1]);
    const [record] = await Array.fromAsync(kafka.read({ topic: "orders" }));
    assertEquals(`Message delivered: ${text(record!.value)}`, lines[0]);
    assertEquals((await send(kafka)).lines[1], "Topic: orders, Partition: 0, Offset: 1");
  });
});

Deno.test("the order is received in the document's words, and by a second run not again", async () => {
  await withKafka(async (connect) => {
    const kafka = connect();
    await makeTopic(kafka);
    const { lines: [sent] } = await send(kafka);
    const id = new RegExp(UUID).exec(sent!)![0];
    const { lines, statistics } = await receive(connect());
    assertEquals(lines, [
      "Starting Kafka Consumer...",
      "Listening for messages...",
      `Received order: {'order_id': '${id}', 'user': 'HAKKACHE', 'item': 'MONITOR', 'quantity': 1}`,
      "Offset: 0",
      "Consumer working successfully!",
    ]);
    const { processed, commits } = statistics.consumer;
    assertEquals([processed, commits], [1, 1]);
    await using admin = await kafka.admin();
    const [place] = await admin.committedOffsets("order_consumer_group", ["orders"]);
    assertEquals(place?.offset, 1n);
    const again = await assertRejects(
      () => receive(connect(), { groupAttempts: 1, assignedAttempts: 1 }),
      WorkshopError,
    );
    assertEquals(again.code, "NO_ORDER_RECEIVED");
  });
});

Deno.test("without a group the order is received by hand, and only then that is said", async () => {
  await using cluster = await Cluster.start();
  await using proxy = await startProxy({ upstream: cluster.bootstrapServers });
  await using kafka = connectKafka({ bootstrapServers: [proxy.bootstrapServers] });
  await makeTopic(kafka);
  await send(kafka);
  proxy.add({ apiKeys: ["JoinGroup"], action: "refuse" });
  const { lines } = await receive(kafka, { groupAttempts: 2 });
  assertEquals(lines[2], "Trying manual partition assignment...");
  assertEquals(lines.slice(4), ["Offset: 0", "Consumer working successfully!"]);
});

Deno.test("what is no order is passed over, told, and put into the DLQ before it is committed", async () => {
  await withKafka(async (connect) => {
    const kafka = connect();
    await makeTopic(kafka);
    await produceRaw(
      kafka,
      "no JSON",
      '{"order_id":"f47ac10b-58cc-4372-a567-0e02b2c3d479","user":"a","item":"b","quantity":1.5}',
    );
    await send(kafka);
    const { lines, statistics } = await receive(connect());
    assertStringIncludes(lines[2]!, "Skipped a message at offset 0: The message is not valid JSON");
    assertStringIncludes(lines[3]!, "Skipped a message at offset 1: /quantity of the message");
    assertEquals(lines[5], "Offset: 2");
    const { processed, deadLettered, commits } = statistics.consumer;
    assertEquals([processed, deadLettered, commits], [1, 2, 3]);
    const letters = await Array.fromAsync(kafka.read({ topic: "DLQ" }));
    assertEquals(letters.map((letter) => header(letter, "dlq.original.offset")), ["0", "1"]);
    assertEquals(text(letters[0]!.value), "no JSON");
    assertEquals(header(letters[0]!, "dlq.group"), "order_consumer_group");
  });
});

Deno.test("what could not be put into the DLQ is not committed, and comes again", async () => {
  await using cluster = await Cluster.start();
  await using proxy = await startProxy({ upstream: cluster.bootstrapServers });
  await using kafka = connectKafka({ bootstrapServers: [proxy.bootstrapServers] });
  await makeTopic(kafka);
  await produceRaw(kafka, "no JSON");
  const refusing = proxy.add({ apiKeys: ["Produce"], action: "refuse" });
  const attempts = { groupAttempts: 1, assignedAttempts: 1, attemptMs: 200 };
  await assertRejects(() => receive(kafka, attempts), WorkshopError, "No order was received");
  await using admin = await kafka.admin();
  const [place] = await admin.committedOffsets("order_consumer_group", ["orders"]);
  assertEquals(place?.offset ?? -1n, -1n);
  refusing.remove();
  await send(kafka);
  assertEquals((await receive(kafka)).lines.at(-2), "Offset: 1");
});

Deno.test("a missing topic stops sender and receiver with the command that makes it", async () => {
  await withKafka(async (connect) => {
    for (const start of [() => send(connect()), () => receive(connect())]) {
      const error = await assertRejects(start, WorkshopError);
      assertEquals(error.code, "TOPIC_MISSING");
      assertStringIncludes(error.message, CREATE);
    }
    const { partitions, replicationFactor } = topicDefinition("orders");
    assertEquals([partitions, replicationFactor], [1, 1]);
  });
});

Deno.test("an order that is not delivered is reported, and the sender fails", async () => {
  await using cluster = await Cluster.start();
  await using proxy = await startProxy({ upstream: cluster.bootstrapServers });
  await using kafka = connectKafka({ bootstrapServers: [proxy.bootstrapServers] });
  await makeTopic(kafka);
  const lines: string[] = [];
  proxy.add({ apiKeys: ["Produce"], action: "refuse" });
  const sender = await startOrderSender(kafka, {
    sending: { deliveryTimeoutMs: 300 },
    print: (line) => lines.push(line),
  });
  const error = await assertRejects(() => sender.closed, WorkshopError);
  assertEquals(error.code, "ORDER_NOT_DELIVERED");
  assertMatch(lines[0]!, /^Message delivery (failed|is not known): /);
  assertEquals(lines.length, 1);
});

Deno.test("orders of an input are sent, and a bad line goes to the DLQ", async () => {
  await withKafka(async (connect) => {
    const kafka = connect();
    await makeTopic(kafka);
    const good =
      '{"order_id":"f47ac10b-58cc-4372-a567-0e02b2c3d479","user":"O\'Neil","item":"\\u001b[2J",' +
      '"quantity":2}';
    const input = await openEventInput(
      ReadableStream.from([encoder.encode(`${good}\n{"order_id":"1"}\n`)]),
    );
    const lines: string[] = [];
    const print = (line: string) => void lines.push(line);
    await using sender = await startOrderSender(kafka, { input, print });
    await sender.closed;
    assertEquals(sender.statistics().deadLetteredLines, 1);
    assertEquals(lines.length, 3);
    const received = await receive(connect());
    assertStringIncludes(received.lines[2]!, String.raw`'user': 'O\'Neil', 'item': '\u001b[2J'`);
    assert([...lines, ...received.lines].every((line) => !line.includes("\x1b")));
  });
});

Deno.test("a stream of orders is stored order by order, each once under its id", async () => {
  await withKafka(async (connect) => {
    const kafka = connect();
    await using store = openSqliteStore({ path: ":memory:", indexes: ["user"] });
    await using consumer = await startOrderConsumer(connect(), { store });
    const producer = await startOrderStream(kafka, {
      intervalMs: 0,
      count: 200,
      random: seededRandom("orders"),
    });
    await producer.closed;
    await produceRaw(kafka, '{"order_id":"1"}');
    await waitFor(() => {
      const { processed, deadLettered } = consumer.statistics().consumer;
      return processed + deadLettered === 201;
    }, { what: "the orders" });
    const { consumer: counts, orders } = await consumer.stop();
    assertEquals([counts.deadLettered, orders.stored, await store.count()], [1, 200, 200]);
    const log = await Array.fromAsync(kafka.read({ topic: "orders" }));
    const { order_id } = JSON.parse(text(log[7]!.value));
    assertEquals((await store.get(order_id))?.origin.offset, 7n);
    const origins = (await Array.fromAsync(store.origins("orders"))).map(({ offset }) => offset);
    assertEquals(origins, log.slice(0, 200).map(({ offset }) => offset));
  });
});
