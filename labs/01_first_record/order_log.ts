import type { ConsumedRecord, Kafka } from "../../lib/kafka/mod.ts";
import type { CheckContext } from "../../lib/workshop/mod.ts";
import type { Order } from "./orders.ts";

/** The partitions of the topics that checks use; document D's own topic has one. */
export const PARTITIONS = 3;

/** A topic that already holds a random number of records, so that no offset can be guessed. */
export async function usedTopic(context: CheckContext): Promise<string> {
  const topic = await context.topic("orders", PARTITIONS);
  const producer = await context.producer();
  const value = "somebody else's record";
  const sends = Array.from({ length: PARTITIONS }, (_, partition) => partition)
    .flatMap((partition) => new Array(context.random.int(1, 9)).fill(partition))
    .map((partition) => producer.send({ topic, partition, value }));
  await Promise.all(sends);
  return topic;
}

/** The record at a place, if there is one. */
export async function recordAt(
  kafka: Kafka,
  place: { readonly topic: string; readonly partition: number; readonly offset: bigint },
): Promise<ConsumedRecord | undefined> {
  const { topic, partition, offset } = place;
  if (offset < 0n || partition < 0 || partition >= PARTITIONS) return undefined;
  for await (const record of kafka.read({ topic, partitions: [partition] })) {
    if (record.offset === offset) return record;
  }
  return undefined;
}

/** All records of a topic that hold this order. */
export async function recordsOf(
  kafka: Kafka,
  topic: string,
  order: Order,
): Promise<ConsumedRecord[]> {
  const found: ConsumedRecord[] = [];
  for await (const record of kafka.read({ topic })) {
    if (orderIn(record)?.order_id === order.order_id) found.push(record);
  }
  return found;
}

/** The order in a record's value; `undefined` for anything else. */
export function orderIn(record: ConsumedRecord): Order | undefined {
  try {
    const value = JSON.parse(textOf(record.value) ?? "null");
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Bytes as text. */
export function textOf(bytes: Uint8Array | null): string | undefined {
  return bytes === null ? undefined : new TextDecoder().decode(bytes);
}

/** The text of a header; `undefined` when the record has none of this name. */
export function headerOf(record: ConsumedRecord, name: string): string | undefined {
  return textOf(record.headers.find((header) => header.name === name)?.value ?? null);
}
