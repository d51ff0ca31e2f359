/**
 * Lab 06: work on payments so that none is charged twice, or so that none is left out.
 *
 * @module
 */

/** An order to charge a card, as it lies in the log. */
export interface Payment {
  readonly offset: bigint;
  readonly id: string;
  readonly card: string;
  readonly amount: number;
}

/** Payments of one partition in the order of its log, and all that can be done about them. */
export interface Batch {
  readonly payments: readonly Payment[];
  /** How many payments one kill may lose, or have repeated, at most. */
  readonly atStake: number;
  effect(payment: Payment): Promise<void>;
  /** Commits the next offset to read. */
  commit(offset: bigint): Promise<void>;
}

/** Commits first: who is killed in between has left out what the next one won't read again. */
export async function atMostOnce({ payments, atStake, effect, commit }: Batch): Promise<void> {
  for (const part of partsOf(payments, atStake)) {
    await commit(offsetBehind(part));
    for (const payment of part) await effect(payment);
  }
}

/** Works first: who is killed in between has done what the next one will read again. */
export async function atLeastOnce({ payments, atStake, effect, commit }: Batch): Promise<void> {
  for (const part of partsOf(payments, atStake)) {
    for (const payment of part) await effect(payment);
    await commit(offsetBehind(part));
  }
}

/** What is at stake between two commits, the most that may be. */
function* partsOf(payments: readonly Payment[], size: number): Generator<readonly Payment[]> {
  for (let at = 0; at < payments.length; at += size) yield payments.slice(at, at + size);
}

/** Offsets have gaps, but behind a payment nothing of what was given lies before its successor. */
function offsetBehind(part: readonly Payment[]): bigint {
  return part.at(-1)!.offset + 1n;
}
