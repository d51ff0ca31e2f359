import { Cluster } from "../broker/mod.ts";
import { connectKafka, type ConsumedRecord, type Kafka } from "../kafka/mod.ts";
import { createProducer } from "../producer/mod.ts";
import { type Proxy, startProxy } from "../proxy/mod.ts";
import type { ConsumerOptions } from "./options.ts";
import { runConsumer } from "./run_consumer.ts";
import type { RunningConsumer } from "./running_consumer.ts";

/** Partitions of topic orders. */
export const PARTITIONS = 4;
/** Heartbeats and fetches that don't keep a test waiting. */
export const SESSION = { heartbeatIntervalMs: 100, maxWaitMs: 100 };

/** A cluster behind a proxy, a topic orders, and what became of its records. */
export class Bench implements AsyncDisposable {
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

  /** A port of its own, under a name by which the proxy knows it. */
  connect(clientId: string): Kafka {
    const bootstrapServers = [this.proxy.bootstrapServers];
    return this.#stack.use(connectKafka({ bootstrapServers, clientId }));
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

  async consume(
    options: Partial<ConsumerOptions> = {},
    kafka = this.kafka,
  ): Promise<RunningConsumer> {
    return await runConsumer(kafka, {
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
