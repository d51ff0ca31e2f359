// caught by: never-repeats
// says: more than the
// At most once, and then the whole batch is gone.
import type { Batch } from "../stub.ts";

export async function atMostOnce({ payments, effect, commit }: Batch): Promise<void> {
  await commit(payments.at(-1)!.offset + 1n);
  for (const payment of payments) await effect(payment);
}

export async function atLeastOnce({ payments, atStake, effect, commit }: Batch): Promise<void> {
  for (let at = 0; at < payments.length; at += atStake) {
    const part = payments.slice(at, at + atStake);
    for (const payment of part) await effect(payment);
    await commit(part.at(-1)!.offset + 1n);
  }
}
