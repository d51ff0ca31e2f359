// caught by: killed-anywhere
// says: before all of its effect was
// Takes the shop's document as the sign that the order is written too.
import type { OrderRecord, Store, Versioned } from "../stub.ts";

export async function applyOnce(store: Store, record: OrderRecord): Promise<void> {
  const { order, shop, status, amount } = record.value;
  const { value = {} } = await store.get(`shop:${shop}`) ?? {};
  const applied = (value["applied"] ?? {}) as Readonly<Record<string, number>>;
  if (Number(record.offset) <= (applied[record.partition] ?? -1)) return;
  await changeOnce(store, `shop:${shop}`, record, ({ events = 0, revenue = 0 }) => ({
    events: Number(events) + 1,
    revenue: Number(revenue) + amount,
  }));
  await changeOnce(store, `order:${order}`, record, () => ({ status }));
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
