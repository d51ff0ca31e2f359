// caught by: each-once
// says: was applied once, and
// Keeps one offset in a document, although its records come from several partitions.
import type { OrderRecord, Store, Versioned } from "../stub.ts";

export async function applyOnce(store: Store, record: OrderRecord): Promise<void> {
  const { order, shop, status, amount } = record.value;
  await changeOnce(store, `order:${order}`, record, () => ({ status }));
  await changeOnce(store, `shop:${shop}`, record, ({ events = 0, revenue = 0 }) => ({
    events: Number(events) + 1,
    revenue: Number(revenue) + amount,
  }));
}

async function changeOnce(
  store: Store,
  id: string,
  { partition, offset }: OrderRecord,
  change: (value: Versioned["value"]) => Versioned["value"],
): Promise<void> {
  while (true) {
    const { value = {}, version } = await store.get(id) ?? {};
    if (Number(offset) <= Number(value["applied"] ?? -1)) return;
    const changed = { ...value, ...change(value), applied: Number(offset), partition };
    if (await store.putIf(id, changed, version)) return;
  }
}
