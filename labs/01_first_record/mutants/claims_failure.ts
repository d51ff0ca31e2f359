// caught by: lost-answer
// says: not stored
// Tells the customer "not stored" when nobody can know.
import { DeliveryError, type Producer } from "../../../lib/producer/mod.ts";
import type { Order, Placed } from "../stub.ts";

export async function placeOrder(
  producer: Producer,
  order: Order,
  topic: string,
): Promise<Placed> {
  const headers = { "content-type": "application/json", "correlation-id": order.order_id };
  try {
    const { partition, offset } = await producer.send({
      topic,
      key: order.user,
      value: JSON.stringify(order),
      headers,
    });
    return { topic, partition, offset };
  } catch (cause) {
    const code = cause instanceof DeliveryError ? cause.code : "UNKNOWN";
    throw new DeliveryError("The order was not stored", { code, definite: true, cause });
  }
}
