import { assertEquals, assertRejects } from "@std/assert";
import { waitFor } from "../core/mod.ts";
import { type BrokerCount, Cluster } from "../broker/mod.ts";
import { connectKafka, type ConsumedRecord, type Kafka } from "../kafka/mod.ts";
import { type Proxy, startProxy } from "../proxy/mod.ts";
import { DeliveryError } from "./delivery.ts";
import type { ProducerOptions } from "./options.ts";
import { createProducer, type Producer } from "./producer.ts";
import { reconcile } from "./reconcile.ts";

const decoder = new TextDecoder();
const SHORT_MS = 1000;

interface Bench extends AsyncDisposable {
  readonly cluster: Cluster;
  readonly kafka: Kafka;
  readonly proxy: Proxy;
  readonly producer: Producer;
  /** The ids of uncertain records, and of those that were read to find them. */
  readonly asked: readonly (string | undefined)[];
}

const idOf = ({ key }: Pick<ConsumedRecord, "key">) =>
  key === null ? undefined : decoder.decode(key);

async function start(
  options: ProducerOptions = {},
  { brokers = 1 }: { readonly brokers?: BrokerCount } = {},
): Promise<Bench> {
  await using stack = new AsyncDisposableStack();
  const cluster = stack.use(await Cluster.start({ brokers }));
  const proxy = stack.use(await startProxy({ upstream: cluster.bootstrapServers }));
  const kafka = stack.use(connectKafka({ bootstrapServers: proxy.bootstrapServers.split(",") }));
  await using admin = await kafka.admin();
  await admin.createTopics([{ name: "orders", partitions: 1, replicationFactor: brokers }]);
  const asked: (string | undefined)[] = [];
  const spy: typeof idOf = (record) => {
    asked.push(idOf(record));
    return idOf(record);
  };
  const producer = stack.use(
    await createProducer(kafka, {
      lingerMs: 0,
      requestTimeoutMs: SHORT_MS,
      deliveryTimeoutMs: SHORT_MS,
      reconcile: { idOf: spy },
      ...options,
    }),
  );
  const open = stack.move();
  return {
    cluster,
    kafka,
    proxy,
    producer,
    asked,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

/** A send whose promise is looked at later. */
function send({ producer }: Bench, id: string) {
  const sending = producer.send({ topic: "orders", partition: 0, key: id, value: id });
  sending.catch(() => {});
  return sending;
}

async function log({ kafka }: Bench): Promise<string[]> {
  return (await Array.fromAsync(kafka.read({ topic: "orders" }))).map((record) => idOf(record)!);
}

async function failure(sending: Promise<unknown>): Promise<unknown[]> {
  const { code, definite, retriable } = await assertRejects(() => sending, DeliveryError);
  return [code, definite, retriable];
}

/** Resolves when a frame of this kind passes. */
function frame({ proxy }: Bench, kind: string, way: "request" | "answer"): Promise<void> {
  return new Promise((resolve) => {
    const stop = proxy.onTraffic(({ apiKey, direction }) => {
      if (apiKey !== kind || direction !== way) return;
      stop();
      resolve();
    });
  });
}

Deno.test("a record whose answers were all lost is told where it lies", async () => {
  await using bench = await start();
  await send(bench, "before");
  const lost = bench.proxy.add({ apiKeys: ["Produce"], action: "dropAnswer" });
  const uncertain = send(bench, "uncertain");
  await waitFor(() => bench.asked.includes("uncertain"), { what: "the outcome to be uncertain" });
  lost.remove();
  const after = send(bench, "after");
  assertEquals([(await uncertain).offset, (await after).offset], [1n, 2n]);
  assertEquals(await log(bench), ["before", "uncertain", "after"]);
});

Deno.test("a record that is frozen on its way is refused when it comes late, and may be sent again", async () => {
  await using bench = await start();
  await send(bench, "before");
  const frozen = bench.proxy.add({ apiKeys: ["Produce"], times: 1, action: "freeze" });
  const uncertain = send(bench, "uncertain");
  await waitFor(() => frozen.fired === 1, { what: "the request to be frozen" });
  await waitFor(() => bench.asked.includes("uncertain"), { what: "the outcome to be uncertain" });
  assertEquals((await send(bench, "fence")).offset, 1n);
  assertEquals(await failure(uncertain), ["NOT_WRITTEN", true, true]);
  const connections = bench.proxy.connections;
  frozen.remove();
  await waitFor(() => bench.proxy.connections < connections, { what: "the request to be passed" });
  await send(bench, "uncertain");
  assertEquals(await log(bench), ["before", "fence", "uncertain"]);
});

Deno.test("a record that died with its leader is known not to be written", async () => {
  await using bench = await start({}, { brokers: 3 });
  await send(bench, "before");
  await using admin = await bench.kafka.admin();
  const { leader } = (await admin.describeTopic("orders"))[0]!;
  let uncertain: Promise<unknown>;
  {
    await using _held = await bench.cluster.holdReplication();
    const passed = frame(bench, "Produce", "request");
    uncertain = send(bench, "uncertain");
    await passed;
    assertEquals(await log(bench), ["before"]);
    await bench.proxy.refuse(true);
    await bench.cluster.kill(leader);
  }
  await waitFor(() => bench.asked.includes("uncertain"), { what: "the outcome to be uncertain" });
  await bench.proxy.refuse(false);
  await waitFor(() => send(bench, "fence").then(() => true, () => false), { what: "a new leader" });
  assertEquals(await failure(uncertain), ["NOT_WRITTEN", true, true]);
  assertEquals((await log(bench)).includes("uncertain"), false);
});

Deno.test("without a later batch nothing proves that a record won't come: it stays uncertain", async () => {
  await using bench = await start({ reconcile: { idOf, timeoutMs: 1 } });
  await send(bench, "before");
  const frozen = bench.proxy.add({ apiKeys: ["Produce"], times: 1, action: "freeze" });
  assertEquals((await failure(send(bench, "uncertain")))[1], false);
  frozen.remove();
  await waitFor(async () => (await log(bench)).includes("uncertain"), { what: "it to come late" });
});

Deno.test("without idempotence what is found counts, and what is not stays uncertain", async () => {
  await using bench = await start({ idempotent: false });
  bench.proxy.add({ apiKeys: ["Produce"], times: 1, action: "dropAnswer" });
  assertEquals((await send(bench, "answer lost")).offset, 0n);
  const frozen = bench.proxy.add({ apiKeys: ["Produce"], times: 1, action: "freeze" });
  const uncertain = send(bench, "request frozen");
  await waitFor(() => frozen.fired === 1, { what: "the request to be frozen" });
  assertEquals((await failure(uncertain))[1], false);
  assertEquals((await send(bench, "after")).offset, 1n);
});

Deno.test("closing a producer waits for no fence, and tells what the log tells", async () => {
  await using bench = await start();
  await send(bench, "before");
  bench.proxy.add({ apiKeys: ["Produce"], action: "dropAnswer" });
  const uncertain = send(bench, "uncertain");
  await waitFor(async () => (await log(bench)).length === 2, { what: "the record in the log" });
  await bench.producer.close();
  assertEquals((await uncertain).offset, 1n);
});

Deno.test("records are looked for one by one, and only a fence makes an absence definite", async () => {
  await using bench = await start();
  for (const id of ["a", "b", "c"]) await send(bench, id);
  const places = ["c", "x", "a"].map((id) => ({ topic: "orders", partition: 0, id }));
  assertEquals(await reconcile(bench.kafka, places, { idOf }), [
    { outcome: "written", offset: 2n },
    { outcome: "unknown" },
    { outcome: "written", offset: 0n },
  ]);
  const bounded = { idOf, from: () => 1n, fence: () => 2n };
  assertEquals(await reconcile(bench.kafka, places, bounded), [
    { outcome: "written", offset: 2n },
    { outcome: "absent" },
    { outcome: "absent" },
  ]);
  const early = { idOf, fence: () => 9n };
  assertEquals((await reconcile(bench.kafka, places, early))[1], { outcome: "unknown" });
});
