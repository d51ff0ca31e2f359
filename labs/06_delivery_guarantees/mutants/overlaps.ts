// caught by: never-loses
// says: did again
// Commits while the next part is charged already, for speed.
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
  let committing = Promise.resolve();
  for (let from = 0; from < batch.payments.length; from += batch.atStake) {
    const part = batch.payments.slice(from, from + batch.atStake);
    for (const payment of part) await batch.effect(payment);
    await committing;
    committing = batch.commit(part.at(-1)!.offset + 1n);
  }
  await committing;
}
