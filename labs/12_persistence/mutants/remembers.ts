// caught by: killed-anywhere
// says: Another one was given the record
// Remembers in its process what is done.
import type { OrderRecord, Store } from "../stub.ts";

const done = new Set<string>();

export async function applyOnce(store: Store, record: OrderRecord): Promise<void> {
  const { topic, partition, offset, value: { order, shop, status, amount } } = record;
  const place = `${topic}/${partition}/${offset}`;
  if (done.has(place)) return;
  done.add(place);
  await store.put(`order:${order}`, { status });
  await store.add(`shop:${shop}`, "events", 1);
  await store.add(`shop:${shop}`, "revenue", amount);
}
