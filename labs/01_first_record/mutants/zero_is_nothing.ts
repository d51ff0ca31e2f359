// caught by: record-at-offset
// says: told as failed
// Takes offset 0n for a missing offset.
import type { Producer } from "../../../lib/producer/mod.ts";
import type { Order, Placed } from "../stub.ts";

export async function placeOrder(
  producer: Producer,
  order: Order,
  topic: string,
): Promise<Placed> {
  const { partition, offset } = await producer.send({
    topic,
    key: order.user,
    value: JSON.stringify(order),
    headers: { "content-type": "application/json", "correlation-id": order.order_id },
  });
  if (!offset) throw new Error(`The broker named no offset for order ${order.order_id}`);
  return { topic, partition, offset };
}
