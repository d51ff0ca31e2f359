// caught by: refused-broker
// says: made by itself
// Makes a tidy error of its own, of the right class, and leaves out the cause.
import { DeliveryError, type Producer } from "../../../lib/producer/mod.ts";
import type { Order, Placed } from "../stub.ts";

export async function placeOrder(
  producer: Producer,
  order: Order,
  topic: string,
): Promise<Placed> {
  const headers = { "content-type": "application/json", "correlation-id": order.order_id };
  const record = { topic, key: order.user, value: JSON.stringify(order), headers };
  const { partition, offset } = await producer.send(record).catch(({ definite }) => {
    throw new DeliveryError("The order was not placed", { code: "ORDER_FAILED", definite });
  });
  return { topic, partition, offset };
}
