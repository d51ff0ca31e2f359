// caught by: calm
// says: before the brokers had heard
// Does not wait for the commit.
import type { ProducerTransaction } from "../../../lib/producer/mod.ts";
import type { Batch } from "../stub.ts";

export async function processBatch(transaction: ProducerTransaction, batch: Batch): Promise<void> {
  const { bills, charge, groupId, member, nextOffset: offset, orders, partition, topic } = batch;
  for (const order of orders) {
    await charge(order, order.id);
    const value = JSON.stringify({ order: order.id, amount: order.amount });
    void transaction.send({ topic: bills, key: order.customer, value });
  }
  await transaction.sendOffsets(groupId, [{ topic, partition, offset }], member);
  transaction.commit().catch(() => {});
}
