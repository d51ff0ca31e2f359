// caught by: key-and-headers
// says: content-type
// Leaves out what others need to read and to trace the record.
import type { Producer } from "../../../lib/producer/mod.ts";
import type { Order, Placed } from "../stub.ts";

export async function placeOrder(
  producer: Producer,
  order: Order,
  topic: string,
): Promise<Placed> {
  const value = JSON.stringify(order);
  const { partition, offset } = await producer.send({ topic, key: order.user, value });
  return { topic, partition, offset };
}
