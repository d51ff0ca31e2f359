// caught by: two-at-once
// says: has status
// Looks at what the order has seen, and then writes without looking whether that still holds.
import type { OrderRecord, Store, Versioned } from "../stub.ts";

export async function applyOnce(store: Store, record: OrderRecord): Promise<void> {
  const { partition, offset, value: { order, shop, status, amount } } = record;
  const found = await store.get(`order:${order}`);
  if (Number(offset) > Number(found?.value["offset"] ?? -1)) {
    await store.put(`order:${order}`, { status, offset: Number(offset) });
  }
  await countOnce(store, `shop:${shop}`, { partition, offset: Number(offset), amount });
}

async function countOnce(
  store: Store,
  id: string,
  { partition, offset, amount }: { partition: number; offset: number; amount: number },
): Promise<void> {
  while (true) {
    const { value = {}, version }: Partial<Versioned> = await store.get(id) ?? {};
    const applied = (value["applied"] ?? {}) as Readonly<Record<string, number>>;
    if (offset <= (applied[partition] ?? -1)) return;
    const changed = {
      events: Number(value["events"] ?? 0) + 1,
      revenue: Number(value["revenue"] ?? 0) + amount,
      applied: { ...applied, [partition]: offset },
    };
    if (await store.putIf(id, changed, version)) return;
  }
}
