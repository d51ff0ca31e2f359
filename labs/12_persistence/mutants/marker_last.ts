// caught by: killed-anywhere
// says: nothing that is written with it tells
// Does a record, then marks it as done.
import type { OrderRecord, Store } from "../stub.ts";

export async function applyOnce(store: Store, record: OrderRecord): Promise<void> {
  const { partition, offset, value: { order, shop, status, amount } } = record;
  const marker = `done:${partition}/${offset}`;
  if (await store.get(marker) !== undefined) return;
  await store.put(`order:${order}`, { status });
  await store.add(`shop:${shop}`, "events", 1);
  await store.add(`shop:${shop}`, "revenue", amount);
  await store.put(marker, {});
}
