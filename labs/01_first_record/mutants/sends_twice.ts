// caught by: record-at-offset
// says: 2 times
// Sends once for the record and once more for its report.
import type { Producer } from "../../../lib/producer/mod.ts";
import type { Order, Placed } from "../stub.ts";

export async function placeOrder(
  producer: Producer,
  order: Order,
  topic: string,
): Promise<Placed> {
  const headers = { "content-type": "application/json", "correlation-id": order.order_id };
  const record = { topic, key: order.user, value: JSON.stringify(order), headers };
  await producer.send(record);
  const { partition, offset } = await producer.send(record);
  return { topic, partition, offset };
}
