// caught by: record-at-offset
// says: holds
// Waits, but counts offsets by itself.
import type { Producer } from "../../../lib/producer/mod.ts";
import type { Order, Placed } from "../stub.ts";

let placed = 0;

export async function placeOrder(
  producer: Producer,
  order: Order,
  topic: string,
): Promise<Placed> {
  const headers = { "content-type": "application/json", "correlation-id": order.order_id };
  const { partition } = await producer.send({
    topic,
    key: order.user,
    value: JSON.stringify(order),
    headers,
  });
  return { topic, partition, offset: BigInt(placed++) };
}
