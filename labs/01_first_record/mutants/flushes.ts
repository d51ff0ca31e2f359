// caught by: waits-for-its-own
// says: shared
// Wants to be sure, and waits until the whole producer is empty.
import type { Producer } from "../../../lib/producer/mod.ts";
import type { Order, Placed } from "../stub.ts";

export async function placeOrder(
  producer: Producer,
  order: Order,
  topic: string,
): Promise<Placed> {
  const sent = producer.send({
    topic,
    key: order.user,
    value: JSON.stringify(order),
    headers: { "content-type": "application/json", "correlation-id": order.order_id },
  });
  sent.catch(() => {});
  await producer.flush();
  const { partition, offset } = await sent;
  return { topic, partition, offset };
}
