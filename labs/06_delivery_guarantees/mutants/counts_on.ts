// caught by: calm
// says: the offset to commit is the next one to read
// Counts offsets on from the first, as if they had no gaps.
import type { Batch } from "../stub.ts";

export async function atMostOnce({ payments, atStake, effect, commit }: Batch): Promise<void> {
  for (let at = 0; at < payments.length; at += atStake) {
    const part = payments.slice(at, at + atStake);
    await commit(part.at(-1)!.offset + 1n);
    for (const payment of part) await effect(payment);
  }
}

export async function atLeastOnce({ payments, atStake, effect, commit }: Batch): Promise<void> {
  const first = payments[0]!.offset;
  for (let at = 0; at < payments.length; at += atStake) {
    const part = payments.slice(at, at + atStake);
    for (const payment of part) await effect(payment);
    await commit(first + BigInt(at + part.length));
  }
}
