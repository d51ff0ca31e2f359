import { assertEquals } from "@std/assert";
import { anomalyOf, difference, type OrderRecord, told } from "./orders.ts";
import { sqliteDocuments } from "./sqlite_documents.ts";

const record = (offset: number, status: string, amount: number): OrderRecord => ({
  topic: "orders",
  partition: 0,
  offset: BigInt(offset),
  value: { order: "o-1", shop: "Medan", status, amount },
});
const RECORDS = [record(3, "placed", 10), record(4, "paid", 5), record(3, "placed", 10)];

Deno.test("a store that is as the distinct records make it differs in nothing", async () => {
  using store = sqliteDocuments();
  await store.put("order:o-1", { status: "paid", own: true });
  await store.put("shop:Medan", { events: 2, revenue: 15 });
  assertEquals(await difference(store, RECORDS), undefined);
});

Deno.test("each difference is told, and called what it is", async () => {
  using store = sqliteDocuments();
  const seen = async () => {
    const found = (await difference(store, RECORDS))!;
    return [anomalyOf(found), told(found)];
  };
  assertEquals((await seen())[0], "lost effect");
  await store.put("order:o-1", { status: "placed" });
  assertEquals(await seen(), [
    "older state",
    'order:o-1 has status "placed", and the records make it "paid"',
  ]);
  await store.put("order:o-1", { status: "paid" });
  await store.put("shop:Medan", { events: 3, revenue: 25 });
  assertEquals((await seen())[0], "effect twice");
  await store.put("shop:Medan", { events: 1, revenue: 10 });
  assertEquals((await seen())[0], "lost effect");
  await store.put("shop:Medan", { events: 2, revenue: 10 });
  assertEquals((await seen())[0], "wrong sum");
});
