import { type Check, fail, pass } from "../../lib/workshop/mod.ts";
import { doesNoMore } from "./no_more.ts";
import { Shop } from "./shop.ts";
import { isFail, notWhole, thrown } from "./verdicts.ts";

const REFUSAL = "The bank refuses this card";

/** The bank refuses one of the orders. */
export const bankRefuses: Check = {
  id: "bank-refuses",
  claim: "When the bank refuses, the batch is aborted as a whole, and the bank's error comes out",
  async run(context) {
    await using shop = await Shop.open(context, 5);
    const desk = await shop.desk();
    using ends = desk.faults.watch("EndTxn");
    using added = desk.faults.watch("AddPartitionsToTxn");
    using offsets = desk.faults.watch("AddOffsetsToTxn");
    const refused = shop.orders[context.random.int(1, 3)]!;
    let [asked, endedBefore] = [false, false];
    const outcome = await shop.work(desk, shop.orders, {
      charge: async (order, key) => {
        if (order.id !== refused.id) return shop.bank.charge(order, key);
        asked = true;
        // Who does not wait for the bank goes on meanwhile.
        await doesNoMore(desk, ends, context.signal);
        endedBefore = ends.requests.length > 0;
        throw new Error(REFUSAL);
      },
    });
    await desk.subject.rest();
    const fault = `the bank takes its time over ${refused.id}, and refuses it`;
    const begun = added.requests.length + offsets.requests.length > 0;
    const leftOpen = begun && ends.answers.length === 0;
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
      return fail({
        happened: "processBatch() threw and left its transaction open: until it times out, a " +
          "minute later, readers of the bills see nothing that anybody writes behind it, and " +
          "whoever asks for the committed offset waits. Abort it",
        anomaly: "transaction left open",
        evidence,
        fault,
      });
    }
    if (!error.message.includes(REFUSAL)) {
      return fail({
        happened: `The bank said "${REFUSAL}", and processBatch() threw "${error.message}": ` +
          "whoever called has to know why",
        anomaly: "hidden error",
        evidence,
        fault,
      });
    }
    return pass({ ...evidence, charged: shop.bank.calls.length });
  },
};
