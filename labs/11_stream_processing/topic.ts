import { Watermark } from "../../lib/processor/mod.ts";
import type { RunContext } from "../../lib/workshop/mod.ts";
import type { Arrival } from "./payments.ts";
import type { Payment } from "./stub.ts";

const PARTITIONS = 3;
/** Payments of long ago would otherwise be deleted as soon as the cluster looks at their age. */
export const KEEP_ALL = { config: { "retention.ms": "-1" } };

/** A topic with these payments, each shop's in one partition as far as there are partitions. */
export async function paymentTopic(
  context: RunContext,
  payments: readonly Payment[],
): Promise<string> {
  const topic = await context.topic("payments", PARTITIONS, KEEP_ALL);
  const producer = await context.producer();
  const shops = [...new Set(payments.map(({ shop }) => shop))].sort();
  await Promise.all(payments.map((payment) =>
    producer.send({
      topic,
      partition: shops.indexOf(payment.shop) % PARTITIONS,
      key: payment.shop,
      value: JSON.stringify(payment),
      timestampMs: payment.timeMs,
    })
  ));
  return topic;
}

/**
 * Reads a topic one partition after the other, as a reader does that has fallen behind: with each
 * payment the watermark over all partitions.
 */
export async function readArrivals(context: RunContext, topic: string): Promise<Arrival[]> {
  const names = Array.from({ length: PARTITIONS }, (_, partition) => String(partition));
  const read = new Map<string, Payment[]>(names.map((name) => [name, []]));
  for await (const { partition, value } of context.kafka.read({ topic })) {
    read.get(String(partition))!.push(JSON.parse(new TextDecoder().decode(value!)));
  }
  const watermark = new Watermark({ outOfOrdernessMs: 0 });
  watermark.assign(names);
  const first = context.random.int(0, PARTITIONS - 1);
  const order = [...names.slice(first), ...names.slice(0, first)];
  return order.flatMap((name) =>
    read.get(name)!.map((event) => ({ event, watermark: watermark.observe(name, event.timeMs) }))
  );
}
