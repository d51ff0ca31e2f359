// caught by: slow-answer
// says: gave up
// Has a deadline of its own, and gives up on a broker that is only slow.
import type { Producer } from "../../../lib/producer/mod.ts";
import type { Order, Placed } from "../stub.ts";

export async function placeOrder(
  producer: Producer,
  order: Order,
  topic: string,
): Promise<Placed> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error("The broker did not answer in time")),
    30_000,
  );
  try {
    const report = await Promise.race([
      producer.send({
        topic,
        key: order.user,
        value: JSON.stringify(order),
        headers: { "content-type": "application/json", "correlation-id": order.order_id },
      }),
      late.promise,
    ]);
    return { topic, partition: report.partition, offset: report.offset };
  } finally {
    clearTimeout(timer);
  }
}
