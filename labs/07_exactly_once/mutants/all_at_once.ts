// caught by: calm
// says: in which they were sent
// Charges and bills all orders at once: bills come in the order of the bank's answers.
import type { ProducerTransaction } from "../../../lib/producer/mod.ts";
import type { Batch } from "../stub.ts";

export async function processBatch(transaction: ProducerTransaction, batch: Batch): Promise<void> {
  const { bills, charge, groupId, member, nextOffset: offset, orders, partition, topic } = batch;
  try {
    await Promise.all(orders.map(async (order) => {
      await charge(order, order.id);
      const value = JSON.stringify({ order: order.id, amount: order.amount });
      void transaction.send({ topic: bills, key: order.customer, value });
    }));
    await transaction.sendOffsets(groupId, [{ topic, partition, offset }], member);
    await transaction.commit();
  } catch (error) {
    await transaction.abort();
    throw error;
  }
}
