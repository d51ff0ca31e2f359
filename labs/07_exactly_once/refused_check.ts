import { type Check, fail, pass } from "../../lib/workshop/mod.ts";
import { givenAgain } from "./given_again.ts";
import { withEndHeld } from "./held_end.ts";
import { doesNoMore, Requests } from "./no_more.ts";
import type { Order } from "./orders.ts";
import { Shop } from "./shop.ts";
import { isFail, notWhole, thrown } from "./verdicts.ts";

const REFUSAL = "The bank refuses this card";
const CODE = "CARD_REFUSED";

/** The bank refuses one of the orders. */
export const bankRefuses: Check = {
  id: "bank-refuses",
  claim: "When the bank refuses, the batch is aborted as a whole, and the bank's error comes out",
  async run(context) {
    const { signal } = context;
    await using shop = await Shop.open(context, 5);
    const desk = await shop.desk();
    using requests = new Requests(desk);
    using ends = desk.faults.watch("EndTxn");
    using added = desk.faults.watch("AddPartitionsToTxn");
    using offsets = desk.faults.watch("AddOffsetsToTxn");
    const refused = shop.orders[context.random.int(1, 3)]!;
    let [asked, endedBefore] = [false, false];
    const charge = async (order: Order, key: string) => {
      if (order.id !== refused.id) return shop.bank.charge(order, key);
      asked = true;
      // Who does not wait for the bank goes on meanwhile.
      await doesNoMore(desk, { requests, ends, signal });
      endedBefore = ends.requests.length > 0;
      throw Object.assign(new Error(REFUSAL), { code: CODE });
    };
    const { outcome, early } = await withEndHeld(
      desk,
      () => shop.work(desk, shop.orders, { charge }),
    );
    // What it did not wait for may be on its way.
    if (early) await doesNoMore(desk, { requests, ends, signal });
    const fault = `the bank takes its time over ${refused.id}, and refuses it`;
    const begun = added.requests.length + offsets.requests.length > 0;
    const leftOpen = begun && early;
    const standing = await shop.settle();
    if (endedBefore && standing.committed > 0n) {
      return fail({
        happened: `The transaction was committed before the bank had answered for ${refused.id}, ` +
          "and then it refused: there is a bill, and nobody was charged. Who goes on before a call " +
          "is done can't know how it ends",
        anomaly: "charge not awaited",
        evidence: { id: refused.id, group: shop.groupId, committed: standing.committed },
        fault,
      });
    }
    const what = asked
      ? `The bank refused ${refused.id}`
      : `The bank was not asked for ${refused.id}`;
    const error = thrown(outcome, { shop, what, ...(asked ? { fault } : {}) });
    if (isFail(error)) return error;
    const evidence = { id: refused.id, error: error.message.slice(0, 60) };
    const problem = notWhole(shop, standing, fault);
    if (problem !== undefined) return problem;
    if (standing.committed > 0n) {
      return fail({
        happened: `The bank refused ${refused.id}, and the batch was committed all the same`,
        anomaly: "committed failure",
        evidence: { ...evidence, committed: standing.committed },
        fault,
      });
    }
    if (leftOpen) {
      const aborts = ends.requests.length > 0;
      return fail({
        happened: aborts
          ? "processBatch() threw before the brokers had heard of the abort. Until they have, the " +
            "transaction is open: who begins again at once runs into it, and a process that ends " +
            "by that error leaves it open. Wait for the abort, then throw"
          : "processBatch() threw and left its transaction open: until it times out, a " +
            "minute later, readers of the bills see nothing that anybody writes behind it, and " +
            "whoever asks for the committed offset waits. Abort it",
        anomaly: aborts ? "abort not awaited" : "transaction left open",
        evidence,
        fault,
      });
    }
    if (error.message !== REFUSAL || error.code !== CODE) {
      return fail({
        happened:
          `The bank's error says "${REFUSAL}", with code ${CODE}, and processBatch() threw ` +
          `"${error.message.slice(0, 80)}", with code ${error.code}: whoever called has to know ` +
          "why, so it is the bank's own error that comes out",
        anomaly: "hidden error",
        evidence,
        fault,
      });
    }
    const again = `the bank refused ${refused.id} once, and does not any more`;
    const problemAgain = await givenAgain(shop, desk, again);
    if (problemAgain !== undefined) return problemAgain;
    return pass({ ...evidence, charged: shop.bank.calls.length });
  },
};
