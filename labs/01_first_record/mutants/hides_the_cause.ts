// caught by: refused-broker
// says: DeliveryError
// Replaces the typed error by a text.
import type { Producer } from "../../../lib/producer/mod.ts";
import type { Order, Placed } from "../stub.ts";

export async function placeOrder(
  producer: Producer,
  order: Order,
  topic: string,
): Promise<Placed> {
  const headers = { "content-type": "application/json", "correlation-id": order.order_id };
  try {
    const { partition, offset } = await producer.send({
      topic,
      key: order.user,
      value: JSON.stringify(order),
      headers,
    });
    return { topic, partition, offset };
  } catch {
    throw new Error("Sorry, your order could not be placed");
  }
}
