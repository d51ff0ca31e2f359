// caught by: calm
// says: 2 would do
// Takes atStake for the number of parts, not for the size of one.
import type { Batch } from "../stub.ts";

export async function atMostOnce(batch: Batch): Promise<void> {
  const size = Math.ceil(batch.payments.length / batch.atStake);
  for (let from = 0; from < batch.payments.length; from += size) {
    const part = batch.payments.slice(from, from + size);
    await batch.commit(part.at(-1)!.offset + 1n);
    for (const payment of part) await batch.effect(payment);
  }
}

export async function atLeastOnce(batch: Batch): Promise<void> {
  const size = Math.ceil(batch.payments.length / batch.atStake);
  for (let from = 0; from < batch.payments.length; from += size) {
    const part = batch.payments.slice(from, from + size);
    for (const payment of part) await batch.effect(payment);
    await batch.commit(part.at(-1)!.offset + 1n);
  }
}
