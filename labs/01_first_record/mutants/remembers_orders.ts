// caught by: record-at-offset
// says: another topic
// Stores no order twice, and forgets that there is more than one topic.
import type { Producer } from "../../../lib/producer/mod.ts";
import type { Order, Placed } from "../stub.ts";

const placed = new Map<string, Placed>();

export async function placeOrder(
  producer: Producer,
  order: Order,
  topic: string,
): Promise<Placed> {
  const known = placed.get(order.order_id);
  if (known !== undefined) return known;
  const headers = { "content-type": "application/json", "correlation-id": order.order_id };
  const record = { topic, key: order.user, value: JSON.stringify(order), headers };
  const { partition, offset } = await producer.send(record);
  placed.set(order.order_id, { topic, partition, offset });
  return { topic, partition, offset };
}
