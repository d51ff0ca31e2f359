// caught by: killed-anywhere
// says: before all of its effect was
// Marks a record as done, then does it.
import type { OrderRecord, Store } from "../stub.ts";

export async function applyOnce(store: Store, record: OrderRecord): Promise<void> {
  const { partition, offset, value: { order, shop, status, amount } } = record;
  if (!await store.putIf(`done:${partition}/${offset}`, {}, undefined)) return;
  await store.put(`order:${order}`, { status });
  await store.add(`shop:${shop}`, "events", 1);
  await store.add(`shop:${shop}`, "revenue", amount);
}
