import { assert, assertEquals } from "@std/assert";
import { waitFor } from "../core/mod.ts";
import { Cluster } from "../broker/mod.ts";
import { connectKafka, type ConsumedRecord, type Kafka } from "../kafka/mod.ts";
import { createProducer } from "../producer/mod.ts";
import { type Proxy, startProxy } from "../proxy/mod.ts";
import type { ConsumerOptions, DeadLetterSink } from "./options.ts";
import { runConsumer } from "./run_consumer.ts";
import type { RunningConsumer } from "./running_consumer.ts";

const decoder = new TextDecoder();
const PARTITIONS = 4;
const SESSION = { heartbeatIntervalMs: 100, maxWaitMs: 100 };

class Bench implements AsyncDisposable {
  readonly kafka: Kafka;
  readonly proxy: Proxy;
  /** Offsets in the order in which they were processed, per partition. */
  readonly effects = new Map<number, bigint[]>();
  readonly #stack: AsyncDisposableStack;

  private constructor(kafka: Kafka, proxy: Proxy, stack: AsyncDisposableStack) {
    this.kafka = kafka;
    this.proxy = proxy;
    this.#stack = stack;
  }

  static async start(): Promise<Bench> {
    await using stack = new AsyncDisposableStack();
    const cluster = stack.use(await Cluster.start());
    const proxy = stack.use(await startProxy({ upstream: cluster.bootstrapServers }));
    const kafka = stack.use(connectKafka({ bootstrapServers: [proxy.bootstrapServers] }));
    await using admin = await kafka.admin();
    await admin.createTopics([
      { name: "orders", partitions: PARTITIONS },
      { name: "DLQ", partitions: 1 },
    ]);
    return new Bench(kafka, proxy, stack.move());
  }

  async produce(count: number): Promise<void> {
    await using producer = await createProducer(this.kafka, { lingerMs: 0 });
    for (let at = 0; at < count; at++) {
      void producer.send({ topic: "orders", partition: at % PARTITIONS, value: String(at) });
    }
    await producer.flush();
  }

  readonly effect = (record: ConsumedRecord): void => {
    const offsets = this.effects.get(record.partition) ?? [];
    this.effects.set(record.partition, offsets);
    offsets.push(record.offset);
  };

  async consume(options: Partial<ConsumerOptions> = {}): Promise<RunningConsumer> {
    return await runConsumer(this.kafka, {
      groupId: "billers",
      topics: ["orders"],
      handler: this.effect,
      commitEveryMessages: 20,
      session: SESSION,
      ...options,
    });
  }

  /** How many records have been processed at least once. */
  get covered(): number {
    return [...this.effects.values()].reduce((sum, offsets) => sum + new Set(offsets).size, 0);
  }

  /** Whether first effects rose in each partition without a gap. */
  get inOrder(): boolean {
    return [...this.effects.values()].every((offsets) =>
      [...new Set(offsets)].every((offset, at) => offset === BigInt(at))
    );
  }

  async committed(): Promise<readonly bigint[]> {
    await using admin = await this.kafka.admin();
    const offsets = await admin.committedOffsets("billers", ["orders"]);
    return offsets.toSorted((a, b) => a.partition - b.partition).map(({ offset }) => offset);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

Deno.test("what is produced is processed once, in order, and committed to the end", async () => {
  await using bench = await Bench.start();
  await bench.produce(400);
  const consumer = await bench.consume();
  await waitFor(() => bench.covered === 400, { what: "all records" });
  const statistics = await consumer.stop();
  assertEquals([statistics.received, statistics.processed], [400, 400]);
  assert(bench.inOrder);
  assertEquals(await bench.committed(), [100n, 100n, 100n, 100n]);
  const again = await bench.consume();
  await bench.produce(4);
  await waitFor(() => bench.covered === 404, { what: "what is new" });
  assertEquals((await again.stop()).processed, 4);
});

Deno.test("members that come and go lose nothing, and orderly ones repeat nothing", async () => {
  await using bench = await Bench.start();
  const slow: ConsumerOptions["handler"] = async (record) => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    bench.effect(record);
  };
  await bench.produce(600);
  const first = await bench.consume({ handler: slow });
  await waitFor(() => bench.covered > 60, { what: "a first part" });
  const second = await bench.consume({ handler: slow });
  await waitFor(() => bench.covered > 250, { what: "a second part" });
  await first.stop();
  const third = await bench.consume({ handler: slow });
  await waitFor(() => bench.covered === 600, { what: "all records" });
  await Promise.all([second.stop(), third.stop()]);
  assert(bench.inOrder);
  assertEquals(await bench.committed(), [150n, 150n, 150n, 150n]);
  const effects = [...bench.effects.values()].flat().length;
  assertEquals(effects, 600);
});

Deno.test("poison goes to the topic of dead letters, once, as it was", async () => {
  await using bench = await Bench.start();
  await using session = await bench.kafka.producer();
  const deadLetters: DeadLetterSink = {
    publish: async (topic, record) => {
      await session.produce({ topic, partition: 0, records: [record] });
    },
  };
  const handler = (record: ConsumedRecord) => {
    if (decoder.decode(record.value!).endsWith("7")) throw new TypeError("poison");
    bench.effect(record);
  };
  await bench.produce(100);
  const consumer = await bench.consume({ handler, deadLetters });
  await waitFor(() => consumer.statistics().deadLettered === 10 && bench.covered === 90, {
    what: "records and dead letters",
  });
  await consumer.stop();
  const letters = await Array.fromAsync(bench.kafka.read({ topic: "DLQ" }));
  const values = letters.map(({ value }) => decoder.decode(value!));
  assertEquals(new Set(values), new Set([7, 17, 27, 37, 47, 57, 67, 77, 87, 97].map(String)));
  assertEquals(letters.length, 10);
  assertEquals(await bench.committed(), [25n, 25n, 25n, 25n]);
});

Deno.test("lost connections and a broker that is away cost repeats at most", async () => {
  await using bench = await Bench.start();
  const consumer = await bench.consume({ commitEveryMs: 50 });
  const faults = (["dropAnswer", "refuse", "halfAnswer"] as const).map((action) =>
    bench.proxy.add({
      apiKeys: ["Fetch", "OffsetCommit", "Heartbeat"],
      times: 4,
      probability: 0.3,
      action,
    })
  );
  await bench.produce(200);
  await waitFor(() => bench.covered === 200, { what: "the first records" });
  for (const fault of faults) fault.remove();
  bench.proxy.refuse(true);
  await waitFor(() => bench.proxy.connections === 0, { what: "no connections" });
  bench.proxy.refuse(false);
  await bench.produce(200);
  await waitFor(() => bench.covered === 400, { what: "all records", timeoutMs: 20_000 });
  assert(bench.inOrder);
  await waitFor(async () => (await bench.committed()).every((offset) => offset === 100n), {
    what: "the last commits",
    timeoutMs: 20_000,
  });
  await consumer.stop();
});
