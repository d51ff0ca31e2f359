// caught by: never-loses
// says: more than the
// Commits a batch as a whole, as most examples do.
import type { Batch } from "../stub.ts";

export async function atMostOnce({ payments, effect, commit }: Batch): Promise<void> {
  await commit(payments.at(-1)!.offset + 1n);
  for (const payment of payments) await effect(payment);
}

export async function atLeastOnce({ payments, effect, commit }: Batch): Promise<void> {
  for (const payment of payments) await effect(payment);
  await commit(payments.at(-1)!.offset + 1n);
}
