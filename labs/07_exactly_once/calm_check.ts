import { type Check, fail, pass } from "../../lib/workshop/mod.ts";
import { elsewhere } from "./elsewhere.ts";
import { withEndHeld } from "./held_end.ts";
import { doesNoMore, Requests } from "./no_more.ts";
import type { Order } from "./orders.ts";
import { type BatchOptions, type Desk, Shop } from "./shop.ts";
import { notWhole, wronglyCharged } from "./verdicts.ts";

/** Nothing is in the way. */
export const calm: Check = {
  id: "calm",
  claim: "With nothing in the way each order is charged and billed, and its offset committed",
  async run(context) {
    await using shop = await Shop.open(context, context.random.int(9, 14));
    const desk = await shop.desk();
    const half = Math.floor(shop.orders.length / 2);
    using requests = new Requests(desk);
    using ends = desk.faults.watch("EndTxn");
    using commits = desk.faults.watch("OffsetCommit");
    const { outcome: first, early, fault } = await withEndHeld(
      desk,
      () => shop.work(desk, shop.orders.slice(0, half)),
    );
    desk.subject.valueOf("processBatch", first);
    const evidence = { topic: shop.bills, group: shop.groupId };
    if (early) {
      // What it did not wait for may be on its way: only the sentence depends on it.
      await doesNoMore(desk, { requests, ends, signal: context.signal });
      const asked = ends.requests.length > 0;
      return fail({
        happened: asked
          ? "processBatch() was done before the brokers had heard of the end of the " +
            "transaction: nothing is committed before they say so"
          : "processBatch() was done, and the brokers were never told to commit anything: what is " +
            "in an open transaction nobody sees, and when it times out it is aborted",
        anomaly: asked ? "commit not awaited" : "transaction left open",
        evidence: { ...evidence, requests: ends.requests.length },
        ...(asked ? { fault } : {}),
      });
    }
    const rest = shop.orders.slice(half);
    const outcome = await shop.work(desk, rest, { charge: lastFirst(shop, desk) });
    desk.subject.valueOf("processBatch", outcome);
    const standing = await shop.settle();
    const next = shop.nextOffset(rest);
    if (standing.bills.length > 0 && standing.committed === 0n) {
      return fail({
        happened: "Bills are seen, and the group has committed nothing at all: after the next " +
          "restart all orders are billed again",
        anomaly: "torn transaction",
        evidence: { ...evidence, bills: standing.bills.length },
      });
    }
    const problem = notWhole(shop, standing, REVERSED) ?? wronglyCharged(shop, shop.orders);
    if (problem !== undefined) return problem;
    if (standing.committed !== next || commits.requests.length > 0) {
      return fail({
        happened: standing.committed === next
          ? "The offset was committed by a request of its own, not in the transaction"
          : `The group has committed ${standing.committed}; nextOffset was ${next}. Markers of ` +
            "transactions take offsets too, so the next one to read is not always that of the last " +
            "order and one: the group would show a lag that never goes away",
        anomaly: "wrong offset",
        evidence: { ...evidence, committed: standing.committed, next },
      });
    }
    const astray = await elsewhere(shop, desk);
    if (astray !== undefined) return astray;
    return pass({ ...evidence, orders: shop.orders.length, committed: next });
  },
};

const REVERSED = "what is asked of the bank at the same moment is answered in reverse order";

/** A bank that has the charges which were asked for at once, and answers the last of them first. */
function lastFirst({ bank }: Shop, { subject }: Desk): NonNullable<BatchOptions["charge"]> {
  const asked: PromiseWithResolvers<void>[] = [];
  return async (order: Order, key: string) => {
    bank.charge(order, key);
    const answer = Promise.withResolvers<void>();
    if (asked.push(answer) === 1) {
      await subject.rest();
      for (const each of asked.splice(0).reverse()) each.resolve();
    }
    await answer.promise;
  };
}
