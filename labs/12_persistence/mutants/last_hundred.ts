// caught by: old-record
// says: not for the last ones alone
// Keeps the last hundred records in each document, so that it does not grow.
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
    const applied = (value["applied"] ?? []) as readonly string[];
    const place = `${partition}/${offset}`;
    if (applied.includes(place)) return;
    const changed = {
      ...value,
      ...change(value),
      applied: [...applied, place].slice(-100),
    };
    if (await store.putIf(id, changed, version)) return;
  }
}
