// caught by: calm
// says: a lag that never goes away
// Counts on from the last order, as if only orders took offsets.
import type { ProducerTransaction } from "../../../lib/producer/mod.ts";
import type { Batch } from "../stub.ts";

export async function processBatch(transaction: ProducerTransaction, batch: Batch): Promise<void> {
  const { bills, charge, groupId, member, orders, partition, topic } = batch;
  const offset = orders.at(-1)!.offset + 1n;
  try {
    for (const order of orders) {
      await charge(order, order.id);
      const value = JSON.stringify({ order: order.id, amount: order.amount });
      void transaction.send({ topic: bills, key: order.customer, value });
    }
    await transaction.sendOffsets(groupId, [{ topic, partition, offset }], member);
    await transaction.commit();
  } catch (error) {
    await transaction.abort();
    throw error;
  }
}
