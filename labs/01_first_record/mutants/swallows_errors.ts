// caught by: refused-broker
// says: phantom
// Turns every error into something that looks like success.
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
    return { topic, partition: 0, offset: -1n };
  }
}
