// caught by: key-and-headers
// says: and not the customer
// Tidies the customer's name first, and takes the order's id where nothing is left of it.
import type { Producer } from "../../../lib/producer/mod.ts";
import type { Order, Placed } from "../stub.ts";

export async function placeOrder(
  producer: Producer,
  order: Order,
  topic: string,
): Promise<Placed> {
  const { partition, offset } = await producer.send({
    topic,
    key: order.user.trim().normalize() || order.order_id,
    value: JSON.stringify(order),
    headers: { "content-type": "application/json", "correlation-id": order.order_id },
  });
  return { topic, partition, offset };
}
