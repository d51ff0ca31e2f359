// caught by: calm
// says: not the last one that it has read
// Commits the offset that was read last.
import type { ProducerTransaction } from "../../../lib/producer/mod.ts";
import type { Batch } from "../stub.ts";

export async function processBatch(transaction: ProducerTransaction, batch: Batch): Promise<void> {
  const { bills, charge, groupId, member, orders, partition, topic } = batch;
  const read = orders.at(-1)!.offset;
  try {
    for (const order of orders) {
      await charge(order, order.id);
      const value = JSON.stringify({ order: order.id, amount: order.amount });
      void transaction.send({ topic: bills, key: order.customer, value });
    }
    await transaction.sendOffsets(groupId, [{ topic, partition, offset: read }], member);
    await transaction.commit();
  } catch (error) {
    await transaction.abort();
    throw error;
  }
}
