// caught by: charged-once
// says: has never charged it
// Charges only what is committed: then nobody repeats it, and nobody makes up for it.
import type { ProducerTransaction } from "../../../lib/producer/mod.ts";
import type { Batch } from "../stub.ts";

export async function processBatch(transaction: ProducerTransaction, batch: Batch): Promise<void> {
  const { bills, charge, groupId, member, nextOffset: offset, orders, partition, topic } = batch;
  try {
    for (const { id, amount, customer } of orders) {
      void transaction.send({
        topic: bills,
        key: customer,
        value: JSON.stringify({ order: id, amount }),
      });
    }
    await transaction.sendOffsets(groupId, [{ topic, partition, offset }], member);
    await transaction.commit();
  } catch (error) {
    await transaction.abort();
    throw error;
  }
  for (const order of orders) await charge(order, order.id);
}
