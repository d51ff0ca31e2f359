import { type Check, fail, pass } from "../../lib/workshop/mod.ts";
import { Shop } from "./shop.ts";
import { notWhole, wronglyCharged } from "./verdicts.ts";

const COMMIT_DELAY_MS = 200;

/** Nothing is in the way. */
export const calm: Check = {
  id: "calm",
  claim: "With nothing in the way each order is charged and billed, and its offset committed",
  async run(context) {
    await using shop = await Shop.open(context, context.random.int(9, 14));
    const desk = await shop.desk();
    const half = Math.floor(shop.orders.length / 2);
    desk.subject.valueOf("processBatch", await shop.work(desk, shop.orders.slice(0, half)));
    using ends = desk.faults.watch("EndTxn");
    using commits = desk.faults.watch("OffsetCommit");
    const slow = desk.faults.delayRequests("EndTxn", COMMIT_DELAY_MS);
    desk.subject.valueOf("processBatch", await shop.work(desk, shop.orders.slice(half)));
    const awaited = ends.answers.length > 0;
    slow.end();
    const evidence = { topic: shop.bills, group: shop.groupId };
    if (!awaited) {
      return fail({
        happened: "processBatch() was done before the brokers had heard of the end of the " +
          "transaction: nothing is committed before they say so",
        anomaly: ends.requests.length > 0 ? "commit not awaited" : "transaction left open",
        evidence,
        fault: slow.description,
      });
    }
    const standing = await shop.settle();
    const last = shop.orders.at(-1)!.offset + 1n;
    if (standing.bills.length > 0 && standing.committed === 0n) {
      return fail({
        happened: "Bills are seen, and the group has committed nothing at all: after the next " +
          "restart all orders are billed again",
        anomaly: "torn transaction",
        evidence: { ...evidence, bills: standing.bills.length },
      });
    }
    const problem = notWhole(shop, standing) ?? wronglyCharged(shop, shop.orders);
    if (problem !== undefined) return problem;
    if (standing.committed !== last || commits.requests.length > 0) {
      return fail({
        happened: standing.committed === last
          ? "The offset was committed by a request of its own, not in the transaction"
          : `The group has committed ${standing.committed}; the next offset to read is ${last}`,
        anomaly: "wrong offset",
        evidence: { ...evidence, committed: standing.committed, next: last },
      });
    }
    return pass({ ...evidence, orders: shop.orders.length, committed: last });
  },
};
