import type { DocumentStore } from "./document_store.ts";
import { type OrderRecord, placeOf } from "./orders.ts";

/** A way to apply a record that is found in the field. */
export interface Way {
  readonly label: string;
  apply(store: DocumentStore, record: OrderRecord): Promise<void>;
}

/** Three ways, each with a hole of its own. */
export const WAYS: readonly Way[] = [
  { label: "upsert, then add", apply: effect },
  {
    label: "marker first",
    async apply(store, record) {
      if (!await store.putIf(markerOf(record), {}, undefined)) return;
      await effect(store, record);
    },
  },
  {
    label: "marker last",
    async apply(store, record) {
      if (await store.get(markerOf(record)) !== undefined) return;
      await effect(store, record);
      await store.put(markerOf(record), {});
    },
  },
];

function markerOf(record: OrderRecord): string {
  return `done:${placeOf(record)}`;
}

async function effect(store: DocumentStore, { value }: OrderRecord): Promise<void> {
  const { order, shop, status, amount } = value;
  await store.put(`order:${order}`, { status });
  await store.add(`shop:${shop}`, "events", 1);
  await store.add(`shop:${shop}`, "revenue", amount);
}
