import { type Fail, fail } from "../../lib/workshop/mod.ts";
import type { Desk, Shop } from "./shop.ts";
import { notWhole, wronglyCharged } from "./verdicts.ts";

/** Hands the same process orders of other places, at offsets at which it has seen other orders. */
export async function elsewhere(shop: Shop, desk: Desk): Promise<Fail | undefined> {
  const places = [
    { topic: shop.topic, partition: 1 },
    { topic: await shop.context.topic("orders-too"), partition: 0 },
  ];
  for (const [at, place] of places.entries()) {
    const branch = await shop.branch(place, 100 * (at + 1));
    desk.subject.valueOf("processBatch", await branch.work(desk, branch.orders));
    const problem = sameKey(shop, branch) ?? notWhole(branch, await branch.settle(), ELSEWHERE) ??
      wronglyCharged(branch, branch.orders);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

const ELSEWHERE = "the process has worked on a batch of another topic or partition before";

/** Orders at one offset, in different places, that were charged under one key. */
function sameKey(shop: Shop, branch: Shop): Fail | undefined {
  const key = branch.bank.sharedKey();
  if (key === undefined) return undefined;
  const ids = branch.bank.ordersOf(key);
  const [one, other] = [shop, branch].map((each) => placeOf(each, ids));
  return fail({
    happened: `The key "${key}" was used for ${one}, and for ${other}: the bank has charged the ` +
      "first of them, and takes the other for a repeat. Each partition counts its offsets from " +
      "zero, so an offset tells an order only together with topic and partition",
    anomaly: "shared key",
    evidence: { key, ids: ids.slice(0, 4).join(" ") },
  });
}

function placeOf({ orders, topic, partition }: Shop, ids: readonly string[]): string {
  const order = orders.find(({ id }) => ids.includes(id));
  return `${order?.id} at offset ${order?.offset} of partition ${partition} of ${topic}`;
}
