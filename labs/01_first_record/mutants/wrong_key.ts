// caught by: key-and-headers
// says: key
// Takes the order for the key, so that a customer's orders lie anywhere.
import type { Producer } from "../../../lib/producer/mod.ts";
import type { Order, Placed } from "../stub.ts";

export async function placeOrder(
  producer: Producer,
  order: Order,
  topic: string,
): Promise<Placed> {
  const headers = { "content-type": "application/json", "correlation-id": order.order_id };
  const value = JSON.stringify(order);
  const { partition, offset } = await producer.send({ topic, key: order.order_id, value, headers });
  return { topic, partition, offset };
}
