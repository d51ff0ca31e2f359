/**
 * Lab 07: charge orders and write their bills, once each whatever is killed when.
 *
 * @module
 */
import type { ProducerTransaction } from "../lib/producer/mod.ts";

/** An order, as it lies in the log. */
export interface Order {
  readonly offset: bigint;
  readonly id: string;
  readonly customer: string;
  readonly amount: number;
}

/** Orders of one partition in the order of its log, and what is known about them. */
export interface Batch {
  readonly orders: readonly Order[];
  readonly topic: string;
  readonly partition: number;
  /** What the group reads next once the batch is done. */
  readonly nextOffset: bigint;
  readonly groupId: string;
  readonly member: { readonly id: number; readonly memberId: string };
  /** The topic that bills are written to. */
  readonly bills: string;
  /** Asks the bank, which charges once for each key. */
  charge(order: Order, key: string): Promise<void>;
}

/**
 * Bills and offset are one transaction. The bank is outside of it: what is done again after a kill
 * asks the bank again, so each order has one key for ever, and it is asked before the commit, behind
 * which nobody would come back to it.
 */
export async function processBatch(transaction: ProducerTransaction, batch: Batch): Promise<void> {
  const { bills, charge, groupId, member, nextOffset: offset, orders, partition, topic } = batch;
  try {
    for (const order of orders) {
      await charge(order, order.id);
      const value = JSON.stringify({ order: order.id, amount: order.amount });
      // A bill that can't be sent fails the commit.
      void transaction.send({ topic: bills, key: order.customer, value });
    }
    await transaction.sendOffsets(groupId, [{ topic, partition, offset }], member);
    await transaction.commit();
  } catch (error) {
    await transaction.abort();
    throw error;
  }
}
