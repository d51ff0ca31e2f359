// caught by: each-once
// says: was applied once, and
// Compares offsets as text: 9 is larger than 10.
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
    const applied = (value["applied"] ?? {}) as Readonly<Record<string, string>>;
    if (String(offset) <= (applied[partition] ?? "")) return;
    const changed = {
      ...value,
      ...change(value),
      applied: { ...applied, [partition]: String(offset) },
    };
    if (await store.putIf(id, changed, version)) return;
  }
}
