// caught by: record-at-offset
// says: shared
// Closes the producer that it was handed.
import type { Producer } from "../../../lib/producer/mod.ts";
import type { Order, Placed } from "../stub.ts";

export async function placeOrder(
  producer: Producer,
  order: Order,
  topic: string,
): Promise<Placed> {
  try {
    const { partition, offset } = await producer.send({
      topic,
      key: order.user,
      value: JSON.stringify(order),
      headers: { "content-type": "application/json", "correlation-id": order.order_id },
    });
    return { topic, partition, offset };
  } finally {
    await producer.close();
  }
}
