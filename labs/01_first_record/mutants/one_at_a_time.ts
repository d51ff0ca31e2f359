// caught by: record-at-offset
// says: another record
// Takes a second order of a customer for the first one, which is still on its way.
import type { Producer } from "../../../lib/producer/mod.ts";
import type { Order, Placed } from "../stub.ts";

const underWay = new Map<string, Promise<Placed>>();

export function placeOrder(producer: Producer, order: Order, topic: string): Promise<Placed> {
  const known = underWay.get(order.user);
  if (known !== undefined) return known;
  const placing = store(producer, order, topic).finally(() => underWay.delete(order.user));
  underWay.set(order.user, placing);
  return placing;
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
