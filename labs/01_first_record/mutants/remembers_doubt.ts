// caught by: lost-answer
// says: remembers
// Keeps what may be stored from being sent again, although its caller asks for it.
import type { Producer } from "../../../lib/producer/mod.ts";
import type { Order, Placed } from "../stub.ts";

const open = new Map<string, Error>();

export async function placeOrder(
  producer: Producer,
  order: Order,
  topic: string,
): Promise<Placed> {
  const known = open.get(order.order_id);
  if (known !== undefined) throw known;
  const headers = { "content-type": "application/json", "correlation-id": order.order_id };
  const record = { topic, key: order.user, value: JSON.stringify(order), headers };
  const { partition, offset } = await producer.send(record).catch((error) => {
    if (!error.definite) open.set(order.order_id, error);
    throw error;
  });
  return { topic, partition, offset };
}
