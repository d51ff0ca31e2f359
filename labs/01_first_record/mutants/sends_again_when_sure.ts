// caught by: refused-broker
// says: called send() 10 times
// Takes "certainly not stored" for leave to send the order again.
import type { Producer } from "../../../lib/producer/mod.ts";
import type { Order, Placed } from "../stub.ts";

export async function placeOrder(
  producer: Producer,
  order: Order,
  topic: string,
): Promise<Placed> {
  const record = {
    topic,
    key: order.user,
    value: JSON.stringify(order),
    headers: { "content-type": "application/json", "correlation-id": order.order_id },
  };
  const placed = await producer.send(record).catch((error) => {
    if (error.definite) return producer.send(record);
    throw error;
  });
  return { topic, partition: placed.partition, offset: placed.offset };
}
