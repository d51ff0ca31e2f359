import { type Consumer, Kafka as Kafkajs, logLevel, Partitioners, type Producer } from "kafkajs";
import { type BrokerCount, Cluster } from "../../broker/mod.ts";
import { type Proxy, startProxy } from "../../proxy/mod.ts";
import { connectKafka } from "../connect.ts";
import type { Kafka } from "../port.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Text as bytes. */
export function bytes(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Bytes as text. */
export function text(value: Uint8Array | null): string {
  return value === null ? "null" : decoder.decode(value);
}

/** A record of the log, as much of it as traps look at. */
export interface LoggedRecord {
  readonly partition: number;
  readonly offset: bigint;
  readonly value: string;
}

/**
 * A cluster of its own behind a proxy, with bare kafkajs and our port beside each other. Nothing of
 * ours that patches kafkajs is touched before the port is asked for an admin or a membership.
 */
export class TrapBench implements AsyncDisposable {
  readonly cluster: Cluster;
  readonly proxy: Proxy;
  readonly kafka: Kafka;
  readonly #stack: AsyncDisposableStack;

  private constructor(cluster: Cluster, proxy: Proxy, stack: AsyncDisposableStack) {
    this.cluster = cluster;
    this.proxy = proxy;
    this.kafka = stack.use(connectKafka({ bootstrapServers: [proxy.bootstrapServers] }));
    this.#stack = stack;
  }

  /** Starts it with one topic, `orders`, whose partitions lie on these brokers, leaders first. */
  static async start(
    replicas: readonly (readonly number[])[],
    options: { readonly brokers?: BrokerCount } = {},
  ): Promise<TrapBench> {
    await using stack = new AsyncDisposableStack();
    const cluster = stack.use(await Cluster.start(options));
    const proxy = stack.use(await startProxy({ upstream: cluster.bootstrapServers }));
    const bench = new TrapBench(cluster, proxy, stack.move());
    const admin = bench.bareClient("maker").admin();
    await admin.connect();
    const replicaAssignment = replicas.map((brokers, partition) => ({
      partition,
      replicas: [...brokers],
    }));
    await admin.createTopics({ topics: [{ topic: "orders", replicaAssignment }] });
    await admin.disconnect();
    return bench;
  }

  /** Bare kafkajs through the proxy, as anybody would set it up, only silent. */
  bareClient(
    clientId = "bare",
    options: {
      readonly requestTimeout?: number;
      readonly retries?: number;
      readonly brokers?: readonly string[];
    } = {},
  ): Kafkajs {
    const { requestTimeout = 30_000, retries = 5 } = options;
    const { brokers = this.proxy.bootstrapServers.split(",") } = options;
    return new Kafkajs({
      clientId,
      brokers: [...brokers],
      requestTimeout,
      retry: { retries, initialRetryTime: 50, maxRetryTime: 500 },
      logLevel: logLevel.NOTHING,
    });
  }

  /** A connected bare producer; it is disconnected with the bench. */
  async bareProducer(
    client: Kafkajs,
    options: { readonly idempotent?: boolean; readonly transactionalId?: string } = {},
  ): Promise<Producer> {
    const producer = client.producer({
      ...options,
      ...(options.transactionalId === undefined
        ? {}
        : { idempotent: true, maxInFlightRequests: 1 }),
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    this.#stack.defer(() => producer.disconnect());
    return producer;
  }

  /** A connected bare consumer; it is disconnected with the bench. */
  async bareConsumer(
    client: Kafkajs,
    options: { readonly groupId?: string; readonly fromBeginning?: boolean } = {},
  ): Promise<Consumer> {
    const { groupId = "bare", fromBeginning = true } = options;
    const consumer = client.consumer({
      groupId,
      heartbeatInterval: 50,
      maxWaitTimeInMs: 50,
      rebalanceTimeout: 6000,
    });
    await consumer.connect();
    await consumer.subscribe({ topics: ["orders"], fromBeginning });
    this.#stack.defer(() => consumer.disconnect());
    return consumer;
  }

  /** Writes values to a partition, each in a batch of its own. */
  async fill(values: readonly string[], partition = 0): Promise<void> {
    await using session = await this.kafka.producer();
    for (const value of values) {
      await session.produce({ topic: "orders", partition, records: [{ value: bytes(value) }] });
    }
  }

  /** All that the topic holds, as a fresh reader sees it. */
  async log(): Promise<LoggedRecord[]> {
    const records: LoggedRecord[] = [];
    for await (const { partition, offset, value } of this.kafka.read({ topic: "orders" })) {
      records.push({ partition, offset, value: text(value) });
    }
    return records;
  }

  /** The values of the topic's records, partition by partition. */
  async values(): Promise<string[]> {
    return (await this.log()).map(({ value }) => value);
  }

  /** Counts the frames of a kind that pass, until disposed. */
  count(apiKey: string, direction: "request" | "answer", clientId?: string) {
    let seen = 0;
    const stop = this.proxy.onTraffic((frame) => {
      if (frame.apiKey !== apiKey || frame.direction !== direction) return;
      if (clientId === undefined || frame.clientId === clientId) seen++;
    });
    return {
      get seen(): number {
        return seen;
      },
      [Symbol.dispose]: stop,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}
