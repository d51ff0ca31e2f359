// caught by: record-at-offset
// says: 0 included
// Takes a quantity of 0 for none given.
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
    value: JSON.stringify({ ...order, quantity: order.quantity || 1 }),
    headers: { "content-type": "application/json", "correlation-id": order.order_id },
  });
  return { topic, partition, offset };
}
