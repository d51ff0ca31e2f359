import { assert, assertEquals, assertRejects } from "@std/assert";
import { type Meter, nullMeter } from "../core/mod.ts";
import { Cluster } from "../broker/mod.ts";
import { connectKafka, type Kafka } from "../kafka/mod.ts";
import { type Proxy, startProxy } from "../proxy/mod.ts";
import { type Delivery, DeliveryError } from "./delivery.ts";
import type { ProducerOptions } from "./options.ts";
import { createProducer, type Producer } from "./producer.ts";

const decoder = new TextDecoder();

interface Bench extends AsyncDisposable {
  readonly kafka: Kafka;
  readonly proxy: Proxy;
  readonly producer: Producer;
  readonly outcomes: readonly Delivery[];
}

async function start(options: ProducerOptions = {}): Promise<Bench> {
  await using stack = new AsyncDisposableStack();
  const cluster = stack.use(await Cluster.start());
  const proxy = stack.use(await startProxy({ upstream: cluster.bootstrapServers }));
  const kafka = stack.use(connectKafka({ bootstrapServers: [proxy.bootstrapServers] }));
  await using admin = await kafka.admin();
  await admin.createTopics([{ name: "orders", partitions: 3 }]);
  const outcomes: Delivery[] = [];
  const onDelivery = (delivery: Delivery) => outcomes.push(delivery);
  const producer = stack.use(await createProducer(kafka, { onDelivery, ...options }));
  const open = stack.move();
  return { kafka, proxy, producer, outcomes, [Symbol.asyncDispose]: () => open.disposeAsync() };
}

/** Values per key in the order of the log. */
async function logByKey(kafka: Kafka): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for await (const { key, value } of kafka.read({ topic: "orders" })) {
    const name = decoder.decode(key!);
    found.set(name, [...found.get(name) ?? [], decoder.decode(value!)]);
  }
  return found;
}

async function sendRounds(producer: Producer, rounds: number, pause: () => Promise<void>) {
  const expected = new Map<string, string[]>();
  for (let round = 0; round < rounds; round++) {
    for (let key = 0; key < 6; key++) {
      const name = `key ${key}`;
      expected.set(name, [...expected.get(name) ?? [], String(round)]);
      producer.send({ topic: "orders", key: name, value: String(round) }).catch(() => {});
    }
    await pause();
  }
  await producer.flush();
  return expected;
}

Deno.test("reports tell where records lie", async () => {
  await using bench = await start();
  const { partition, offset } = await bench.producer.send({
    topic: "orders",
    key: "a",
    value: "x",
    headers: { "correlation-id": "7" },
  });
  const [found] = await Array.fromAsync(bench.kafka.read({ topic: "orders" }));
  assertEquals([found!.partition, found!.offset], [partition, offset]);
  assertEquals(found!.headers.map(({ name, value }) => [name, decoder.decode(value!)]), [
    ["correlation-id", "7"],
  ]);
});

Deno.test("with lost answers, lost requests and lost connections each record is there once, in order", async () => {
  await using bench = await start({ maxBatchBytes: 200 });
  for (const action of ["dropAnswer", "refuse", "halfAnswer"] as const) {
    bench.proxy.add({ apiKeys: ["Produce"], times: 6, probability: 0.3, action });
  }
  const expected = await sendRounds(bench.producer, 30, () => bench.producer.ready());
  assertEquals(await logByKey(bench.kafka), expected);
  assert(bench.outcomes.every(({ outcome }) => outcome === "acknowledged"));
});

Deno.test("a broker that is away is waited for, and nothing is lost or doubled", async () => {
  await using bench = await start();
  let rounds = 0;
  const expected = await sendRounds(bench.producer, 20, async () => {
    if (++rounds === 5) bench.proxy.refuse(true);
    if (rounds === 15) bench.proxy.refuse(false);
    await new Promise((resolve) => queueMicrotask(() => resolve(undefined)));
  });
  assertEquals(await logByKey(bench.kafka), expected);
  assertEquals(bench.outcomes.length, 120);
});

Deno.test("without idempotence a lost answer is uncertain, and the next records go on", async () => {
  await using bench = await start({ idempotent: false, lingerMs: 0 });
  bench.proxy.add({ apiKeys: ["Produce"], times: 1, action: "dropAnswer" });
  const error = await assertRejects(
    () => bench.producer.send({ topic: "orders", key: "a", value: "maybe" }),
    DeliveryError,
  );
  assertEquals(error.definite, false);
  await bench.producer.send({ topic: "orders", key: "a", value: "sure" });
  assertEquals((await logByKey(bench.kafka)).get("a"), ["maybe", "sure"]);
});

Deno.test("each outcome is counted once", async () => {
  const counts = new Map<string, number>();
  const meter: Meter = {
    ...nullMeter,
    counter: ({ name }) => ({
      add(amount, labels) {
        const key = `${name} ${labels?.topic} ${labels?.outcome}`;
        counts.set(key, (counts.get(key) ?? 0) + amount);
      },
    }),
  };
  await using bench = await start({ meter });
  await Promise.allSettled([
    bench.producer.send({ topic: "orders", value: "a" }),
    bench.producer.send({ topic: "orders", value: "b" }),
    bench.producer.send({ topic: "orders", value: "c", partition: 5 }),
  ]);
  assertEquals(counts.get("kafka_producer_messages_total orders acknowledged"), 2);
  assertEquals(counts.get("kafka_producer_messages_total orders failed"), 1);
  assert(counts.get("kafka_producer_bytes_total orders acknowledged")! > 60);
});
