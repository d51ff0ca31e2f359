import type { TransactionalProducer } from "../state/state_log.ts";
import type { Transaction } from "./transaction.ts";

/** The epoch of a transactional id that no producer has had yet. */
export const NO_EPOCH = -1;
/** The last epoch is kept for shutting out a producer: then a new producer id follows. */
const LAST_EPOCH = 0x7fff - 1;

/** Whether a producer that has an id and an epoch may ask for the next (KIP-360). */
export function mayAsk(transaction: Transaction, asks: TransactionalProducer): boolean {
  if (transaction.producerEpoch === NO_EPOCH) return true;
  if (transaction.producerId !== asks.producerId) return false;
  return [transaction.producerEpoch, transaction.lastProducerEpoch].includes(asks.producerEpoch);
}

/**
 * Brings a transactional id to the epoch that its producer is to have: the next one, or the same
 * again for a producer that repeats its question. `askedFrom` is the epoch that it had.
 */
export function handOutEpoch(
  transaction: Transaction,
  askedFrom: number | undefined,
  newProducerId: () => number,
): void {
  const { producerEpoch } = transaction;
  const isRepeat = askedFrom !== undefined && producerEpoch !== NO_EPOCH &&
    askedFrom !== producerEpoch;
  if (isRepeat) return;
  transaction.lastProducerEpoch = askedFrom === undefined ? NO_EPOCH : producerEpoch;
  if (producerEpoch < LAST_EPOCH) {
    transaction.producerEpoch += 1;
    return;
  }
  transaction.producerId = newProducerId();
  transaction.producerEpoch = 0;
}
