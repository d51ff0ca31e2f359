// caught by: never-repeats
// says: charged payment
// Commits first and doesn't wait for it.
import type { Batch } from "../stub.ts";

export async function atMostOnce({ payments, atStake, effect, commit }: Batch): Promise<void> {
  for (let at = 0; at < payments.length; at += atStake) {
    const part = payments.slice(at, at + atStake);
    commit(part.at(-1)!.offset + 1n);
    for (const payment of part) await effect(payment);
  }
}

export async function atLeastOnce({ payments, atStake, effect, commit }: Batch): Promise<void> {
  for (let at = 0; at < payments.length; at += atStake) {
    const part = payments.slice(at, at + atStake);
    for (const payment of part) await effect(payment);
    await commit(part.at(-1)!.offset + 1n);
  }
}
