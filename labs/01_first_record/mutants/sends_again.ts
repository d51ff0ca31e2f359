// caught by: lost-answer
// says: twice
// Takes "not known" for "not stored" and sends the order again.
import type { Producer } from "../../../lib/producer/mod.ts";
import type { Order, Placed } from "../stub.ts";

export async function placeOrder(
  producer: Producer,
  order: Order,
  topic: string,
): Promise<Placed> {
  const headers = { "content-type": "application/json", "correlation-id": order.order_id };
  const send = () =>
    producer.send({ topic, key: order.user, value: JSON.stringify(order), headers });
  const { partition, offset } = await send().catch(send);
  return { topic, partition, offset };
}
