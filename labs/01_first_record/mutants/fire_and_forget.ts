// caught by: waits-for-ack
// says: before
// Tells "stored" as soon as the record has left.
import type { Producer } from "../../../lib/producer/mod.ts";
import type { Order, Placed } from "../stub.ts";

let placed = 0;

export function placeOrder(producer: Producer, order: Order, topic: string): Promise<Placed> {
  const headers = { "content-type": "application/json", "correlation-id": order.order_id };
  producer.send({ topic, key: order.user, value: JSON.stringify(order), headers }).catch(() => {});
  return Promise.resolve({ topic, partition: 0, offset: BigInt(placed++) });
}
