// caught by: key-and-headers
// says: belongs to
// Takes the partition into its own hands: everything lands in one.
import type { Producer } from "../../../lib/producer/mod.ts";
import type { Order, Placed } from "../stub.ts";

export async function placeOrder(
  producer: Producer,
  order: Order,
  topic: string,
): Promise<Placed> {
  const headers = { "content-type": "application/json", "correlation-id": order.order_id };
  const record = { topic, partition: 0, key: order.user, value: JSON.stringify(order), headers };
  const { partition, offset } = await producer.send(record);
  return { topic, partition, offset };
}
