import { type Fail, fail } from "../../lib/workshop/mod.ts";
import type { Desk, Shop } from "./shop.ts";
import { ending, leftUndone, notWhole, wronglyCharged } from "./verdicts.ts";

/** Gives a process the batch again that it has failed with, when nothing is in the way any more. */
export async function givenAgain(
  shop: Shop,
  desk: Desk,
  fault: string,
): Promise<Fail | undefined> {
  const outcome = await shop.work(desk, shop.orders);
  const standing = await shop.settle();
  const evidence = { topic: shop.bills, group: shop.groupId };
  if (outcome.outcome === "threw") {
    return fail({
      happened: "The same process was given the batch again, with nothing in its way, and " +
        `processBatch() ${
          ending(outcome)
        }. What it needs comes with each batch: what it keeps of ` +
        "an earlier one is over",
      anomaly: "kept state",
      evidence,
      fault,
    });
  }
  const problem = notWhole(shop, standing, fault) ?? leftUndone(shop, standing);
  if (problem !== undefined) return problem;
  const unpaid = standing.bills.find(({ order }) => shop.bank.chargesOf(order) === 0);
  if (unpaid !== undefined) {
    return fail({
      happened: `The same process was given the batch again, and now ${unpaid.order} has a bill, ` +
        "and the bank was not asked for it any more. That it was asked before means nothing: an " +
        "order is charged when the bank has said so",
      anomaly: "never charged",
      evidence: { ...evidence, id: unpaid.order },
      fault,
    });
  }
  return wronglyCharged(shop, shop.orders, fault);
}
