// caught by: left-behind
// says: What it needs comes with each batch
// Stays who it was when it began.
import type { ProducerTransaction } from "../../../lib/producer/mod.ts";
import type { Batch } from "../stub.ts";

let who: Batch["member"] | undefined;

export async function processBatch(transaction: ProducerTransaction, batch: Batch): Promise<void> {
  const { bills, charge, groupId, member, nextOffset: offset, orders, partition, topic } = batch;
  try {
    for (const order of orders) {
      await charge(order, order.id);
      const value = JSON.stringify({ order: order.id, amount: order.amount });
      void transaction.send({ topic: bills, key: order.customer, value });
    }
    who ??= member;
    await transaction.sendOffsets(groupId, [{ topic, partition, offset }], who);
    await transaction.commit();
  } catch (error) {
    await transaction.abort();
    throw error;
  }
}
