import { type Clock, type Logger, nullLogger, systemClock } from "../core/mod.ts";
import { Cluster } from "../broker/mod.ts";
import { type Proxy, startProxy } from "../proxy/mod.ts";
import { connectKafka } from "./connect.ts";
import type { ConsumedRecord, Kafka, KafkaConnection, ReadOptions } from "./port.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Text as bytes. */
export function bytes(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Bytes as text. */
export function text(value: Uint8Array | null): string | null {
  return value === null ? null : decoder.decode(value);
}

/** A cluster of its own behind a proxy, and the port to it. */
export class Bench implements AsyncDisposable {
  readonly cluster: Cluster;
  readonly proxy: Proxy;
  readonly kafka: Kafka;
  readonly #stack: AsyncDisposableStack;

  private constructor(cluster: Cluster, proxy: Proxy, kafka: Kafka, stack: AsyncDisposableStack) {
    this.cluster = cluster;
    this.proxy = proxy;
    this.kafka = kafka;
    this.#stack = stack;
  }

  /** Starts it, with these topics of so many partitions. */
  static async start(
    topics: Readonly<Record<string, number>> = {},
    options: { readonly logger?: Logger; readonly clock?: Clock } & Partial<KafkaConnection> = {},
  ): Promise<Bench> {
    await using stack = new AsyncDisposableStack();
    const cluster = stack.use(await Cluster.start());
    const proxy = stack.use(await startProxy({ upstream: cluster.bootstrapServers }));
    const { logger = nullLogger, clock = systemClock, ...connection } = options;
    const direct = stack.use(connectKafka({ bootstrapServers: [cluster.bootstrapServers] }));
    const admin = await direct.admin();
    await admin.createTopics(
      Object.entries(topics).map(([name, partitions]) => ({ name, partitions })),
    );
    await admin[Symbol.asyncDispose]();
    const kafka = stack.use(
      connectKafka({ bootstrapServers: [proxy.bootstrapServers], ...connection }, {
        logger,
        clock,
      }),
    );
    return new Bench(cluster, proxy, kafka, stack.move());
  }

  /** What a topic holds, as a reader sees it. */
  async read(topic: string, options: Partial<ReadOptions> = {}): Promise<ConsumedRecord[]> {
    return await Array.fromAsync(this.kafka.read({ topic, ...options }));
  }

  /** The values of a topic's records. */
  async values(topic: string, options: Partial<ReadOptions> = {}): Promise<(string | null)[]> {
    return (await this.read(topic, options)).map(({ value }) => text(value));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}
