import { assert, assertEquals } from "@std/assert";
import { type BrokerCount, Cluster } from "../broker/mod.ts";
import { type Clock, systemClock, waitFor } from "../core/mod.ts";
import { connectKafka, type ConsumedRecord, type Kafka } from "../kafka/mod.ts";
import type { ProducerRecord } from "../producer/mod.ts";
import { type Proxy, startProxy } from "../proxy/mod.ts";
import { processExactlyOnce, type RunningExactlyOnce } from "./exactly_once.ts";
import type { ExactlyOnceOptions } from "./exactly_once_options.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const GROUP = "billing";
export const PARTITIONS = 3;
const SESSION = { sessionTimeoutMs: 6000, heartbeatIntervalMs: 100, maxWaitMs: 100 };

/** Time that goes ten times as fast, so that sessions end soon. */
const HASTY_CLOCK: Clock = {
  now: () => Date.now(),
  monotonicMs: () => systemClock.monotonicMs() * 10,
  sleep: (ms, signal) => systemClock.sleep(ms / 10, signal),
};

export interface BenchOptions {
  readonly brokers?: BrokerCount;
  /** Sessions end ten times as soon. */
  readonly hasty?: boolean;
}

/** Orders that become bills: a cluster behind a proxy, and members that process. */
export class ExactlyOnceBench implements AsyncDisposable {
  /** Past every fault. */
  readonly kafka: Kafka;
  readonly proxy: Proxy;
  readonly cluster: Cluster;
  readonly #stack: AsyncDisposableStack;
  readonly #made = Array.from({ length: PARTITIONS }, () => 0);

  private constructor(cluster: Cluster, proxy: Proxy, kafka: Kafka, stack: AsyncDisposableStack) {
    this.cluster = cluster;
    this.proxy = proxy;
    this.kafka = kafka;
    this.#stack = stack;
  }

  static async start(options: BenchOptions = {}): Promise<ExactlyOnceBench> {
    const { brokers = 1, hasty = false } = options;
    await using stack = new AsyncDisposableStack();
    const cluster = stack.use(
      await Cluster.start({ brokers, ...(hasty ? { clock: HASTY_CLOCK } : {}) }),
    );
    const proxy = stack.use(await startProxy({ upstream: cluster.bootstrapServers }));
    const kafka = stack.use(
      connectKafka({ bootstrapServers: cluster.bootstrapServers.split(",") }),
    );
    await using admin = await kafka.admin();
    await admin.createTopics(
      ["orders", "bills", "DLQ"].map((name) => ({
        name,
        partitions: name === "DLQ" ? 1 : PARTITIONS,
        replicationFactor: brokers,
        config: { "min.insync.replicas": brokers > 1 ? "2" : "1" },
      })),
    );
    return new ExactlyOnceBench(cluster, proxy, kafka, stack.move());
  }

  /** A client that meets the faults, under a name that they can pick. */
  client(clientId: string): Kafka {
    const bootstrapServers = this.proxy.bootstrapServers.split(",");
    return this.#stack.use(connectKafka({ bootstrapServers, clientId }));
  }

  /** A member that makes a bill of each order, in the partition of the order. */
  async member(
    name = "member",
    options: Partial<ExactlyOnceOptions> = {},
  ): Promise<RunningExactlyOnce> {
    return this.#stack.use(
      await processExactlyOnce(this.client(name), {
        groupId: GROUP,
        topics: ["orders"],
        process: bills,
        maxBatchRecords: 50,
        lingerMs: 5,
        requestTimeoutMs: 1000,
        backoff: { baseMs: 20, maxMs: 200 },
        retry: { baseMs: 20 },
        session: SESSION,
        ...options,
      }),
    );
  }

  /** Adds orders to every partition. */
  async order(count: number, value = (sequence: number) => String(sequence)): Promise<void> {
    await using session = await this.kafka.producer();
    for (const partition of this.#made.keys()) {
      const from = this.#made[partition]!;
      const records = Array.from({ length: count }, (_, at) => ({
        key: encoder.encode(`customer ${(from + at) % 7}`),
        value: encoder.encode(value(from + at)),
      }));
      await session.produce({ topic: "orders", partition, records });
      this.#made[partition] = from + count;
    }
  }

  /** What the group has committed, per partition; waits for open transactions. */
  async committed(): Promise<number[]> {
    await using admin = await this.kafka.admin();
    const offsets = await admin.committedOffsets(GROUP, ["orders"]);
    return this.#made.map((_, at) =>
      Number(offsets.find(({ partition }) => partition === at)?.offset ?? 0)
    );
  }

  /** The values of a topic's visible records, per partition. */
  async visible(topic = "bills"): Promise<string[][]> {
    const values: string[][] = this.#made.map(() => []);
    for await (const { partition, value } of this.kafka.read({ topic })) {
      values[partition]!.push(decoder.decode(value!));
    }
    return values;
  }

  /** Waits until every order is committed. */
  async done(timeoutMs = 60_000): Promise<void> {
    await waitFor(async () => {
      const committed = await this.committed().catch(() => []);
      return this.#made.every((count, partition) => committed[partition] === count);
    }, { what: "every order to be committed", timeoutMs, intervalMs: 50 });
  }

  /** Each order has exactly one bill, in the order of the orders, and offsets agree. */
  async demandExact(): Promise<void> {
    const expected = this.#made.map((count) =>
      Array.from({ length: count }, (_, sequence) => `bill ${sequence}`)
    );
    assertEquals(await this.visible(), expected);
    assertEquals(await this.committed(), this.#made);
  }

  /** As far as the group has come, and no further, bills are visible, while members may work. */
  async demandPrefix(): Promise<void> {
    const before = await this.committed();
    const visible = await this.visible();
    const after = await this.committed();
    for (const [partition, values] of visible.entries()) {
      assertEquals(values, values.map((_, sequence) => `bill ${sequence}`));
      const agrees = before[partition]! <= values.length && values.length <= after[partition]!;
      assert(agrees, `${before[partition]} ≤ ${values.length} ≤ ${after[partition]}`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

/** Makes a bill of each order. */
export function bills(orders: readonly ConsumedRecord[]): ProducerRecord[] {
  return orders.map(({ partition, key, value }) => ({
    topic: "bills",
    partition,
    key,
    value: `bill ${decoder.decode(value!)}`,
  }));
}

/** The text of a record's value. */
export function textOf({ value }: ConsumedRecord): string {
  return decoder.decode(value!);
}
