// caught by: calm
// says: nothing is left to do
// Commits whenever a part is full; the last one seldom is.
import type { Batch } from "../stub.ts";

export async function atMostOnce({ payments, atStake, effect, commit }: Batch): Promise<void> {
  for (let at = 0; at < payments.length; at += atStake) {
    const part = payments.slice(at, at + atStake);
    await commit(part.at(-1)!.offset + 1n);
    for (const payment of part) await effect(payment);
  }
}

export async function atLeastOnce({ payments, atStake, effect, commit }: Batch): Promise<void> {
  for (const [at, payment] of payments.entries()) {
    await effect(payment);
    if ((at + 1) % atStake === 0) await commit(payment.offset + 1n);
  }
}
