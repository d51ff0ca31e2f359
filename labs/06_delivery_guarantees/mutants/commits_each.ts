// caught by: calm
// says: would do
// Commits after every payment: safe, and slow.
import type { Batch } from "../stub.ts";

export async function atMostOnce({ payments, effect, commit }: Batch): Promise<void> {
  for (const payment of payments) {
    await commit(payment.offset + 1n);
    await effect(payment);
  }
}

export async function atLeastOnce({ payments, effect, commit }: Batch): Promise<void> {
  for (const payment of payments) {
    await effect(payment);
    await commit(payment.offset + 1n);
  }
}
