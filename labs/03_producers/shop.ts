import { connectKafka } from "../../lib/kafka/mod.ts";
import { createProducer, type Producer, type ProducerOptions } from "../../lib/producer/mod.ts";
import type { Faults, RunContext, WatchedTraffic } from "../../lib/workshop/mod.ts";
import type { OrderRecord } from "./orders.ts";

/** Short, so that what never succeeds is given up while somebody is looking. */
const TIMES = { requestTimeoutMs: 3000, deliveryTimeoutMs: 6000, retryBackoffMs: 20 };

/** A producer behind a proxy, and what passes there. */
export interface Shop extends AsyncDisposable {
  readonly faults: Faults;
  readonly producer: Producer;
  /** Its Produce requests and their answers. */
  readonly traffic: WatchedTraffic;
  /** Sends a record without waiting for others; resolves to whether it was acknowledged. */
  place(record: OrderRecord): Promise<boolean>;
}

/** Opens a producer with these options behind a proxy of its own. */
export async function openShop(context: RunContext, options: ProducerOptions): Promise<Shop> {
  const faults = await context.faults();
  const opened = new AsyncDisposableStack();
  const kafka = opened.use(connectKafka(faults.connection));
  const producer = opened.use(await createProducer(kafka, { ...TIMES, ...options }));
  const traffic = opened.use(faults.watch("Produce"));
  return {
    faults,
    producer,
    traffic,
    place(record) {
      const placed = producer.send(record).then(() => true, () => false);
      void producer.flush();
      return placed;
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
