// caught by: calm
// says: 2 would do
// Takes the size of the first batch's parts for that of all.
import type { Batch } from "../stub.ts";

let size: number | undefined;

export async function atMostOnce({ payments, atStake, effect, commit }: Batch): Promise<void> {
  for (let at = 0; at < payments.length; at += atStake) {
    const part = payments.slice(at, at + atStake);
    await commit(part.at(-1)!.offset + 1n);
    for (const payment of part) await effect(payment);
  }
}

export async function atLeastOnce({ payments, atStake, effect, commit }: Batch): Promise<void> {
  size ??= atStake;
  for (let at = 0; at < payments.length; at += size) {
    const part = payments.slice(at, at + size);
    for (const payment of part) await effect(payment);
    await commit(part.at(-1)!.offset + 1n);
  }
}
