// caught by: bank-refuses
// says: left its transaction open
// Lets an error through, and the transaction with it.
import type { ProducerTransaction } from "../../../lib/producer/mod.ts";
import type { Batch } from "../stub.ts";

export async function processBatch(transaction: ProducerTransaction, batch: Batch): Promise<void> {
  const { bills, charge, groupId, member, nextOffset: offset, orders, partition, topic } = batch;
  for (const order of orders) {
    const value = JSON.stringify({ order: order.id, amount: order.amount });
    await transaction.send({ topic: bills, key: order.customer, value });
    await charge(order, order.id);
  }
  await transaction.sendOffsets(groupId, [{ topic, partition, offset }], member);
  await transaction.commit();
}
