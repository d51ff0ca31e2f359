// caught by: bank-refuses
// says: bank's own error
// Throws an error of its own, which tells less.
import type { ProducerTransaction } from "../../../lib/producer/mod.ts";
import type { Batch } from "../stub.ts";

export async function processBatch(transaction: ProducerTransaction, batch: Batch): Promise<void> {
  const { bills, charge, groupId, member, nextOffset: offset, orders, partition, topic } = batch;
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
    throw new Error(`A batch of ${orders.length} orders failed`, { cause: error });
  }
}
