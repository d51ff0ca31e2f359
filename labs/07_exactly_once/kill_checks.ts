import { type Check, type Fail, inconclusive, pass } from "../../lib/workshop/mod.ts";
import { type Aftermath, BATCH, goThrough } from "./ordeal.ts";
import { Shop } from "./shop.ts";
import { STEPS } from "./step.ts";
import { unreached, wronglyCharged } from "./verdicts.ts";

/** Killed on the way to the brokers and back: bills and offset. */
export const allOrNothing: Check = {
  id: "all-or-nothing",
  claim: "Killed at any step, a batch's bills and its offset are there together, or neither is",
  async run(context) {
    const steps = STEPS.filter(({ at }) => at !== "charge");
    await using shop = await Shop.open(context, BATCH * (steps.length + 1));
    const { kills, problem, standing } = await goThrough(context, shop, steps);
    if (problem !== undefined) return problem;
    const missed = firstUnreached(shop, kills);
    if (missed !== undefined) return missed;
    return pass({ topic: shop.bills, kills: kills.length, bills: standing.bills.length });
  },
};

/** Killed around charges and commits: the bank. */
export const chargedOnce: Check = {
  id: "charged-once",
  claim: "The bank has charged each billed order, once, although it was asked again after kills",
  async run(context) {
    const steps = STEPS.filter(({ at }) => at === "charge" || at === "EndTxn");
    await using shop = await Shop.open(context, BATCH * (steps.length + 1));
    const { kills, problem, standing } = await goThrough(context, shop, steps);
    const charges = wronglyCharged(
      shop,
      shop.orders.filter(({ id }) => standing.bills.some(({ order }) => order === id)),
      "processes were killed at charges and commits",
    );
    const wrong = charges ?? problem ?? firstUnreached(shop, kills);
    if (wrong !== undefined) return wrong;
    const { calls, repeats } = shop.bank;
    if (repeats === 0) {
      return inconclusive(
        "No order was asked for twice, so nothing is known about repeats",
        "Try again; if it stays, report it",
      );
    }
    return pass({ orders: shop.orders.length, calls: calls.length, repeats });
  },
};

function firstUnreached(shop: Shop, kills: readonly Aftermath[]): Fail | undefined {
  for (const { step, unharmed } of kills) {
    if (unharmed !== undefined) return unreached(shop, step, unharmed);
  }
  return undefined;
}
