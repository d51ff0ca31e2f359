// caught by: calm
// says: begin each at zero
// Counts what is charged in the module: the count outlives the batch.
import type { Batch } from "../stub.ts";

let charged = 0;

export async function atMostOnce({ payments, atStake, effect, commit }: Batch): Promise<void> {
  for (let at = 0; at < payments.length; at += atStake) {
    const part = payments.slice(at, at + atStake);
    await commit(part.at(-1)!.offset + 1n);
    for (const payment of part) await effect(payment);
  }
}

export async function atLeastOnce({ payments, atStake, effect, commit }: Batch): Promise<void> {
  for (const payment of payments) {
    await effect(payment);
    if (++charged % atStake === 0 || payment === payments.at(-1)) await commit(payment.offset + 1n);
  }
}
