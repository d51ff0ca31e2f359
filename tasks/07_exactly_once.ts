/**
 * Lab 07, exactly once. Read labs/07_exactly_once/README.md first, then write the function.
 *
 * @module
 */
import type { ProducerTransaction } from "../lib/producer/mod.ts";

/** An order, as it lies in the log. */
export interface Order {
  /** Its offset. */
  readonly offset: bigint;
  readonly id: string;
  readonly customer: string;
  readonly amount: number;
}

/** Orders of one partition in the order of its log, and what is known about them. */
export interface Batch {
  readonly orders: readonly Order[];
  /** Where they lie. */
  readonly topic: string;
  readonly partition: number;
  /**
   * What the group reads next once the batch is done. Behind the last order it need not be the next
   * number: a transaction's marker takes an offset, too.
   */
  readonly nextOffset: bigint;
  /** The group whose offsets count. */
  readonly groupId: string;
  /** Who you are in that group: its member, in one of its generations. */
  readonly member: { readonly id: number; readonly memberId: string };
  /** The topic that bills are written to. */
  readonly bills: string;
  /**
   * Asks the bank, over HTTP, to charge the customer; done when it resolves. The bank charges once
   * for each key: asked again with the same key it does nothing more. It rejects when it refuses.
   */
  charge(order: Order, key: string): Promise<void>;
}

/**
 * Charges each order and writes its bill, in a transaction that is open and yours to end.
 *
 * What is graded:
 * - with nothing in the way, readers under `read_committed` see one bill for each order, those of a
 *   customer in the order of the orders, whichever answer of the bank comes first: in topic `bills`,
 *   the customer as its key, as its value the JSON `{"order": <id>, "amount": <amount>}`; the group
 *   has committed `nextOffset`, and all of that when the promise resolves;
 * - with your process killed by SIGKILL while it charges, while bills are on their way, at the
 *   offsets, and before and after the commit: of a batch either all bills are seen and the offset has
 *   moved, or neither; when successors have done the rest, each order has one bill;
 * - the bank has charged each order that has a bill, and charged it once, whoever was killed when,
 *   and although two orders of a customer may come to the same amount; whoever comes next is another
 *   member of the group, and may be given another batch; a process is given batches of more than
 *   one topic and partition, and the same batch again when it has failed;
 * - when the bank refuses, the promise rejects with the bank's error; nothing of the batch is seen,
 *   the offset has not moved, and by then the transaction is aborted, not left open;
 * - when another process has taken over, or the group has gone on without this member, the promise
 *   rejects with the error that says so, nothing of the batch is seen, and none is left open.
 *
 * @param transaction open; how it is filled and ended is `ProducerTransaction` in lib/producer
 */
export async function processBatch(transaction: ProducerTransaction, batch: Batch): Promise<void> {
  // TODO: killed in here, whoever comes next does some of it again; and who commits the offset?
  for (const order of batch.orders) {
    const value = JSON.stringify({ order: order.id, amount: order.amount });
    await transaction.send({ topic: batch.bills, key: order.customer, value });
    await batch.charge(order, crypto.randomUUID());
  }
  await transaction.commit();
}
