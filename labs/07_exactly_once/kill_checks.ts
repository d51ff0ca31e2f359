import { type Check, inconclusive, pass } from "../../lib/workshop/mod.ts";
import { BATCH, goThrough } from "./ordeal.ts";
import { Shop } from "./shop.ts";
import { stepName, STEPS } from "./step.ts";
import { wronglyCharged } from "./verdicts.ts";

/** Killed on the way to the brokers and back: bills and offset. */
export const allOrNothing: Check = {
  id: "all-or-nothing",
  claim: "Killed at any step, a batch's bills and its offset are there together, or neither is",
  async run(context) {
    const steps = STEPS.filter(({ at }) => at !== "charge");
    await using shop = await Shop.open(context, BATCH * (steps.length + 1));
    const { kills, problem, standing } = await goThrough(context, shop, steps);
    if (problem !== undefined) return problem;
    const missed = kills.find(({ killed }) => !killed);
    if (missed !== undefined) {
      return inconclusive(
        `The process did not come to the step at which it was to be killed, ${
          stepName(missed.step)
        }`,
        "Look at what failed above first",
      );
    }
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
    const { problem, standing } = await goThrough(context, shop, steps);
    const charges = wronglyCharged(
      shop,
      shop.orders.filter(({ id }) => standing.bills.some(({ order }) => order === id)),
      "processes were killed at charges and commits",
    );
    if (charges !== undefined || problem !== undefined) return charges ?? problem!;
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
