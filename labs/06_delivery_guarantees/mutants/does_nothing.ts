// caught by: never-repeats
// says: charged none of them
// What is never charged is never charged twice.
import type { Batch } from "../stub.ts";

export function atMostOnce(_batch: Batch): Promise<void> {
  return Promise.resolve();
}

export async function atLeastOnce({ payments, atStake, effect, commit }: Batch): Promise<void> {
  for (let at = 0; at < payments.length; at += atStake) {
    const part = payments.slice(at, at + atStake);
    for (const payment of part) await effect(payment);
    await commit(part.at(-1)!.offset + 1n);
  }
}
