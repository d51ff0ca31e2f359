// caught by: calm
// says: still under way
// Does not wait for the last commit, behind which there is nothing left to do.
import type { Batch } from "../stub.ts";

export async function atMostOnce({ payments, atStake, effect, commit }: Batch): Promise<void> {
  for (let at = 0; at < payments.length; at += atStake) {
    const part = payments.slice(at, at + atStake);
    await commit(part.at(-1)!.offset + 1n);
    for (const payment of part) await effect(payment);
  }
}

export async function atLeastOnce({ payments, atStake, effect, commit }: Batch): Promise<void> {
  for (let at = 0; at < payments.length; at += atStake) {
    const part = payments.slice(at, at + atStake);
    for (const payment of part) await effect(payment);
    const committing = commit(part.at(-1)!.offset + 1n);
    if (at + atStake < payments.length) await committing;
  }
}
