// caught by: calm
// says: 2 would do
// Commits behind the first payment already: its index divides by atStake.
import type { Batch } from "../stub.ts";

export async function atMostOnce(batch: Batch): Promise<void> {
  const size = batch.atStake;
  for (let from = 0; from < batch.payments.length; from += size) {
    const part = batch.payments.slice(from, from + size);
    await batch.commit(part.at(-1)!.offset + 1n);
    for (const payment of part) await batch.effect(payment);
  }
}

export async function atLeastOnce(batch: Batch): Promise<void> {
  const last = batch.payments.length - 1;
  for (const [index, payment] of batch.payments.entries()) {
    await batch.effect(payment);
    if (index % batch.atStake === 0 || index === last) await batch.commit(payment.offset + 1n);
  }
}
