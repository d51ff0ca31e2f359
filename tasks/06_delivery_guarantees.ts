/**
 * Lab 06, delivery guarantees. Read labs/06_delivery_guarantees/README.md first, then write both
 * functions.
 *
 * @module
 */

/** An order to charge a card, as it lies in the log. */
export interface Payment {
  /** Its offset. From one payment to the next it rises, not always by one. */
  readonly offset: bigint;
  readonly id: string;
  readonly card: string;
  readonly amount: number;
}

/** Payments of one partition in the order of its log, and all that can be done about them. */
export interface Batch {
  readonly payments: readonly Payment[];
  /** How many payments one kill may lose, or have repeated, at most. At least 1. */
  readonly atStake: number;
  /** Charges the card. It is done when the promise resolves; killed before, it is done or not. */
  effect(payment: Payment): Promise<void>;
  /** Commits for the group, in the cluster. `offset` is the next one to read. */
  commit(offset: bigint): Promise<void>;
}

/**
 * Works on a batch so that no payment is ever charged twice.
 *
 * What is graded, of this function and of {@link atLeastOnce}, with your process killed by SIGKILL
 * before and after each of its calls, and another one started from the committed offset:
 * - with nobody killed each payment is charged once, one after another in the order of the log, and
 *   nothing of the batch would be read again, all of that when the promise resolves; two with one
 *   card and one amount are two payments;
 * - it makes no more commits than one for each `atStake` payments, the last of which may be fewer;
 *   a process is given one batch after another, of any size, each with its own `atStake`;
 * - this one never charges a payment twice, whenever it is killed; it may leave some out;
 * - one kill leaves out no more than `atStake` payments.
 */
export async function atMostOnce(batch: Batch): Promise<void> {
  // TODO: killed in here, whoever comes next charges some cards again.
  for (const payment of batch.payments) await batch.effect(payment);
  await batch.commit(batch.payments.at(-1)!.offset);
}

/**
 * Works on a batch so that every payment is charged. Graded as {@link atMostOnce}, but:
 * - this one never leaves a payment out, whenever it is killed; it may charge some twice;
 * - one kill repeats no more than `atStake` payments.
 */
export async function atLeastOnce(batch: Batch): Promise<void> {
  // TODO: how much is done again after a kill? And is it the next offset that is committed?
  for (const payment of batch.payments) await batch.effect(payment);
  await batch.commit(batch.payments.at(-1)!.offset);
}
