import { type Fail, fail } from "../../lib/workshop/mod.ts";
import type { Desk, Shop } from "./shop.ts";
import { notWhole, wronglyCharged } from "./verdicts.ts";

/** Hands the same process orders of other places, at offsets at which it has seen other orders. */
export async function elsewhere(shop: Shop, desk: Desk): Promise<Fail | undefined> {
  const other = await shop.context.topic("orders-too", 12);
  const places = [
    { topic: shop.topic, partition: 1, count: 2 },
    { topic: other, partition: 1, count: 12 },
    // Glued together, its offset 1 looks like the offset 11 of partition 1.
    { topic: other, partition: 11, count: 2 },
  ];
  const shops = [shop];
  for (const [at, { count, ...place }] of places.entries()) {
    const branch = await shop.branch(place, count, 100 * (at + 1));
    shops.push(branch);
    desk.subject.valueOf("processBatch", await branch.work(desk, branch.orders));
    const problem = sameKey(shops) ?? notWhole(branch, await branch.settle(), ELSEWHERE) ??
      wronglyCharged(branch, branch.orders);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

const ELSEWHERE = "the process has worked on a batch of another topic or partition before";

/** Orders of different places that were charged under one key. */
function sameKey(shops: readonly Shop[]): Fail | undefined {
  const { bank } = shops[0]!;
  const key = bank.sharedKey();
  if (key === undefined) return undefined;
  const [one, other] = bank.ordersOf(key).map((id) => placeOf(shops, id));
  return fail({
    happened: `The key "${key}" was used for ${one}, and for ${other}: the bank has charged the ` +
      "first of them, and takes the other for a repeat. Each partition counts its offsets from " +
      "zero, so an offset tells an order only together with topic and partition, and with " +
      "something between them: glued together, 1 and 11 look like 11 and 1",
    anomaly: "shared key",
    evidence: { key, ids: bank.ordersOf(key).slice(0, 4).join(" ") },
  });
}

function placeOf(shops: readonly Shop[], id: string): string {
  const { topic, partition, orders } = shops.find(({ orders }) =>
    orders.some((order) => order.id === id)
  )!;
  const { offset } = orders.find((order) => order.id === id)!;
  return `${id} at offset ${offset} of partition ${partition} of ${topic}`;
}
