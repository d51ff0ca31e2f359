// caught by: calm
// says: bought the same thing twice
// Takes one card and one amount for one payment.
import type { Batch } from "../stub.ts";

export async function atMostOnce({ payments, atStake, effect, commit }: Batch): Promise<void> {
  const charged = new Set<string>();
  for (let at = 0; at < payments.length; at += atStake) {
    const part = payments.slice(at, at + atStake);
    await commit(part.at(-1)!.offset + 1n);
    for (const payment of part) {
      const known = `${payment.card}/${payment.amount}`;
      if (charged.has(known)) continue;
      charged.add(known);
      await effect(payment);
    }
  }
}

export async function atLeastOnce({ payments, atStake, effect, commit }: Batch): Promise<void> {
  for (let at = 0; at < payments.length; at += atStake) {
    const part = payments.slice(at, at + atStake);
    for (const payment of part) await effect(payment);
    await commit(part.at(-1)!.offset + 1n);
  }
}
