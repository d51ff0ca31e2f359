// caught by: bank-refuses
// says: before the bank had answered
// Begins each charge and looks at the end whether one of them has been refused by then.
import type { ProducerTransaction } from "../../../lib/producer/mod.ts";
import type { Batch } from "../stub.ts";

export async function processBatch(transaction: ProducerTransaction, batch: Batch): Promise<void> {
  const { bills, charge, groupId, member, nextOffset: offset, orders, partition, topic } = batch;
  let refusal: unknown;
  try {
    for (const order of orders) {
      charge(order, order.id).catch((error) => refusal ??= error);
      const value = JSON.stringify({ order: order.id, amount: order.amount });
      await transaction.send({ topic: bills, key: order.customer, value });
    }
    await transaction.sendOffsets(groupId, [{ topic, partition, offset }], member);
    if (refusal !== undefined) throw refusal;
    await transaction.commit();
  } catch (error) {
    await transaction.abort();
    throw error;
  }
}
