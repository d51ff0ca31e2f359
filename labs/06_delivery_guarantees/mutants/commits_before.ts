// caught by: never-loses
// says: nobody ever charged it
// Commits first in both.
import type { Batch } from "../stub.ts";

export async function atMostOnce({ payments, atStake, effect, commit }: Batch): Promise<void> {
  for (let at = 0; at < payments.length; at += atStake) {
    const part = payments.slice(at, at + atStake);
    await commit(part.at(-1)!.offset + 1n);
    for (const payment of part) await effect(payment);
  }
}

export const atLeastOnce = atMostOnce;
