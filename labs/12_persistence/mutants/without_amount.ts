// caught by: each-once
// says: A record that was new was passed over
// Passes over a shop whose revenue stays as it is.
import type { OrderRecord, Store, Versioned } from "../stub.ts";

export async function applyOnce(store: Store, record: OrderRecord): Promise<void> {
  const { order, shop, status, amount } = record.value;
  await changeOnce(store, `order:${order}`, record, () => ({ status }));
  if (amount === 0) return;
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
    const applied = (value["applied"] ?? {}) as Readonly<Record<string, number>>;
    if (Number(offset) <= (applied[partition] ?? -1)) return;
    const changed = {
      ...value,
      ...change(value),
      applied: { ...applied, [partition]: Number(offset) },
    };
    if (await store.putIf(id, changed, version)) return;
  }
}
