// caught by: replays
// says: of them again
// Believes that with the upsert of the order everything can be repeated.
import type { OrderRecord, Store } from "../stub.ts";

export async function applyOnce(store: Store, { value }: OrderRecord): Promise<void> {
  const { order, shop, status, amount } = value;
  await store.put(`order:${order}`, { status });
  await store.add(`shop:${shop}`, "events", 1);
  await store.add(`shop:${shop}`, "revenue", amount);
}
