// caught by: bank-refuses
// says: charged when the bank has said so
// Asks for no order twice, whatever the answer was.
import type { ProducerTransaction } from "../../../lib/producer/mod.ts";
import type { Batch } from "../stub.ts";

const asked = new Set<string>();

export async function processBatch(transaction: ProducerTransaction, batch: Batch): Promise<void> {
  const { bills, charge, groupId, member, nextOffset: offset, orders, partition, topic } = batch;
  try {
    for (const order of orders) {
      if (!asked.has(order.id)) {
        asked.add(order.id);
        await charge(order, order.id);
      }
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
