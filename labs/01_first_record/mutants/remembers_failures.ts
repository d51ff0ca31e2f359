// caught by: refused-broker
// says: remembers
// Means to store an order once, and keeps the promise of the failed try, too.
import type { Producer } from "../../../lib/producer/mod.ts";
import type { Order, Placed } from "../stub.ts";

const placed = new Map<string, Promise<Placed>>();

export function placeOrder(producer: Producer, order: Order, topic: string): Promise<Placed> {
  let result = placed.get(order.order_id);
  if (result === undefined) {
    result = store(producer, order, topic);
    placed.set(order.order_id, result);
  }
  return result;
}

async function store(producer: Producer, order: Order, topic: string): Promise<Placed> {
  const { partition, offset } = await producer.send({
    topic,
    key: order.user,
    value: JSON.stringify(order),
    headers: { "content-type": "application/json", "correlation-id": order.order_id },
  });
  return { topic, partition, offset };
}
