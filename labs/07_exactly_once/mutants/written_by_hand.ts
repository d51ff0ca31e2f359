// caught by: calm
// says: Names may hold quotes
// Puts JSON together from pieces.
import type { ProducerTransaction } from "../../../lib/producer/mod.ts";
import type { Batch } from "../stub.ts";

export async function processBatch(transaction: ProducerTransaction, batch: Batch): Promise<void> {
  const { bills, charge, groupId, member, nextOffset: offset, orders, partition, topic } = batch;
  try {
    for (const order of orders) {
      await charge(order, order.id);
      const value = `{"order": "${order.id}", "amount": ${order.amount}}`;
      void transaction.send({ topic: bills, key: order.customer, value });
    }
    await transaction.sendOffsets(groupId, [{ topic, partition, offset }], member);
    await transaction.commit();
  } catch (error) {
    await transaction.abort();
    throw error;
  }
}
