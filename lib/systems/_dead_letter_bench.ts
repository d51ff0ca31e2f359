import { Cluster } from "../broker/mod.ts";
import { type ConsumerOptions, readDeadLetter, runConsumer } from "../consumer/mod.ts";
import { connectKafka, type ConsumedRecord, type Kafka } from "../kafka/mod.ts";
import { createProducer, type ProducerOptions } from "../producer/mod.ts";
import { type Proxy, startProxy } from "../proxy/mod.ts";
import { createLetterProducer, deadLetterSink } from "./dead_letters.ts";

/** An embedded cluster behind a proxy, with a topic of two partitions. */
export class DeadLetterBench implements AsyncDisposable {
  readonly kafka: Kafka;
  readonly proxy: Proxy;
  readonly #stack: AsyncDisposableStack;

  private constructor(kafka: Kafka, proxy: Proxy, stack: AsyncDisposableStack) {
    this.kafka = kafka;
    this.proxy = proxy;
    this.#stack = stack;
  }

  static async start(
    options: { readonly dlq?: boolean; readonly dlqConfig?: Record<string, string> } = {},
  ): Promise<DeadLetterBench> {
    const { dlq = true, dlqConfig: config = {} } = options;
    await using stack = new AsyncDisposableStack();
    const cluster = stack.use(await Cluster.start());
    const proxy = stack.use(await startProxy({ upstream: cluster.bootstrapServers }));
    const kafka = stack.use(connectKafka({ bootstrapServers: [proxy.bootstrapServers] }));
    const bench = new DeadLetterBench(kafka, proxy, stack.move());
    await using admin = await kafka.admin();
    await admin.createTopics([{ name: "orders", partitions: 2 }]);
    if (dlq) await admin.createTopics([{ name: "DLQ", partitions: 1, config }]);
    return bench;
  }

  /** Sends values to partition 0 and 1 by turns. */
  async produce(values: readonly (string | Uint8Array)[]): Promise<void> {
    await using producer = await createProducer(this.kafka, { lingerMs: 0 });
    await Promise.all(
      values.map((value, at) => producer.send({ topic: "orders", partition: at % 2, value })),
    );
  }

  /** A consumer whose letters, and records to retry, go through a producer of their own. */
  async consume(
    handler: ConsumerOptions["handler"],
    options: Partial<ConsumerOptions> & {
      readonly letters?: ProducerOptions;
      readonly inTopics?: boolean;
    } = {},
  ) {
    const { letters, inTopics = false, ...more } = options;
    const producer = await createLetterProducer(this.kafka, letters);
    this.#stack.use(producer);
    const sink = deadLetterSink(producer);
    return this.#stack.use(
      await runConsumer(this.kafka, {
        groupId: "billers",
        topics: ["orders"],
        handler,
        deadLetters: sink,
        ...(inTopics && { retryTopics: { sink } }),
        commitEveryMs: 50,
        session: { heartbeatIntervalMs: 100, maxWaitMs: 100 },
        ...more,
      }),
    );
  }

  /** All that a topic holds. */
  async read(topic: string): Promise<ConsumedRecord[]> {
    return await Array.fromAsync(this.kafka.read({ topic }));
  }

  async letters() {
    return (await this.read("DLQ")).map((record) => readDeadLetter(record)!);
  }

  /** What the group has committed, by topic and partition. */
  async committed(...topics: string[]): Promise<Record<string, bigint>> {
    await using admin = await this.kafka.admin();
    const offsets = await admin.committedOffsets("billers", topics);
    return Object.fromEntries(
      offsets.map(({ topic, partition, offset }) => [`${topic}/${partition}`, offset]),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}
