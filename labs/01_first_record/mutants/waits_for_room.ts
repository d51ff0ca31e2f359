// caught by: full-buffer
// says: no room
// Waits for room and sends again, as nothing has left the machine.
import type { Producer } from "../../../lib/producer/mod.ts";
import type { Order, Placed } from "../stub.ts";

export async function placeOrder(
  producer: Producer,
  order: Order,
  topic: string,
): Promise<Placed> {
  const record = {
    topic,
    key: order.user,
    value: JSON.stringify(order),
    headers: { "content-type": "application/json", "correlation-id": order.order_id },
  };
  const { partition, offset } = await producer.send(record).catch(async (error) => {
    if (error.code !== "BUFFER_FULL") throw error;
    await producer.ready();
    return await producer.send(record);
  });
  return { topic, partition, offset };
}
