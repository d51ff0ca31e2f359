// caught by: left-behind
// says: say with the offsets
// Does not say who it is.
import type { ProducerTransaction } from "../../../lib/producer/mod.ts";
import type { Batch } from "../stub.ts";

export async function processBatch(transaction: ProducerTransaction, batch: Batch): Promise<void> {
  const { bills, charge, groupId, nextOffset: offset, orders, partition, topic } = batch;
  try {
    for (const order of orders) {
      await charge(order, order.id);
      const value = JSON.stringify({ order: order.id, amount: order.amount });
      void transaction.send({ topic: bills, key: order.customer, value });
    }
    await transaction.sendOffsets(groupId, [{ topic, partition, offset }]);
    await transaction.commit();
  } catch (error) {
    await transaction.abort();
    throw error;
  }
}
