// caught by: refused-broker
// says: remembers
// Has seen three failures in a row, and does not even try any more.
import type { Producer } from "../../../lib/producer/mod.ts";
import type { Order, Placed } from "../stub.ts";

let failures = 0;
let last: unknown;

export async function placeOrder(
  producer: Producer,
  order: Order,
  topic: string,
): Promise<Placed> {
  if (failures >= 3) throw last;
  const headers = { "content-type": "application/json", "correlation-id": order.order_id };
  const record = { topic, key: order.user, value: JSON.stringify(order), headers };
  const { partition, offset } = await producer.send(record).catch((error) => {
    failures++;
    throw last = error;
  });
  failures = 0;
  return { topic, partition, offset };
}
