// caught by: calm
// says: committed and not charged
// Commits the next part while it charges this one, so that no charge waits for the cluster.
import type { Batch } from "../stub.ts";

export async function atMostOnce({ payments, atStake, effect, commit }: Batch): Promise<void> {
  const commitPart = (at: number) =>
    commit(payments[Math.min(at + atStake, payments.length) - 1]!.offset + 1n);
  let committed = commitPart(0);
  for (let at = 0; at < payments.length; at += atStake) {
    await committed;
    if (at + atStake < payments.length) committed = commitPart(at + atStake);
    for (const payment of payments.slice(at, at + atStake)) await effect(payment);
  }
}

export async function atLeastOnce({ payments, atStake, effect, commit }: Batch): Promise<void> {
  for (let at = 0; at < payments.length; at += atStake) {
    const part = payments.slice(at, at + atStake);
    for (const payment of part) await effect(payment);
    await commit(part.at(-1)!.offset + 1n);
  }
}
