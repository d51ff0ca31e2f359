// caught by: keeps-trying
// says: until one is accepted
// Asks for the version once; the second time it writes in any case.
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
  let isRefused = false;
  while (true) {
    const { value = {}, version } = await store.get(id) ?? {};
    const applied = (value["applied"] ?? {}) as Readonly<Record<string, number>>;
    if (Number(offset) <= (applied[partition] ?? -1)) return;
    const changed = {
      ...value,
      ...change(value),
      applied: { ...applied, [partition]: Number(offset) },
    };
    if (isRefused) return await store.put(id, changed);
    if (await store.putIf(id, changed, version)) return;
    isRefused = true;
  }
}
