// caught by: calm
// says: may be at stake, whatever the size
// Makes all parts as even as can be, and rounds their number.
import type { Batch, Payment } from "../stub.ts";

function partsOf(payments: readonly Payment[], atStake: number): Payment[][] {
  const size = Math.ceil(payments.length / Math.max(1, Math.round(payments.length / atStake)));
  const parts = Math.ceil(payments.length / size);
  return Array.from({ length: parts }, (_, at) => payments.slice(at * size, (at + 1) * size));
}

export async function atMostOnce({ payments, atStake, effect, commit }: Batch): Promise<void> {
  for (const part of partsOf(payments, atStake)) {
    await commit(part.at(-1)!.offset + 1n);
    for (const payment of part) await effect(payment);
  }
}

export async function atLeastOnce({ payments, atStake, effect, commit }: Batch): Promise<void> {
  for (const part of partsOf(payments, atStake)) {
    for (const payment of part) await effect(payment);
    await commit(part.at(-1)!.offset + 1n);
  }
}
