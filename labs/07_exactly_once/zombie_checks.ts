import { type Check, type Fail, fail, type Outcome, pass } from "../../lib/workshop/mod.ts";
import { waitFor } from "../../lib/core/mod.ts";
import { givenAgain } from "./given_again.ts";
import { withEndHeld } from "./held_end.ts";
import { Shop } from "./shop.ts";
import { ending, isFail, notWhole, thrown } from "./verdicts.ts";

/** A process that everybody takes for dead goes on, when its successor has done the work. */
export const zombie: Check = {
  id: "zombie",
  claim: "A process whose commit comes when another has taken over fails, and nothing is doubled",
  async run(context) {
    await using shop = await Shop.open(context, 4);
    const [zombieDesk, heirDesk] = await Promise.all([shop.desk(), shop.desk()]);
    const held = zombieDesk.faults.holdRequests("EndTxn");
    let settled = false;
    const late = shop.work(zombieDesk, shop.orders);
    late.catch(() => {}).finally(() => settled = true);
    await waitFor(() => settled || held.fired > 0, { what: "the commit", intervalMs: 1 });
    if (held.fired > 0) {
      heirDesk.subject.valueOf("processBatch", await shop.work(heirDesk, shop.orders));
    }
    held.end();
    if (held.fired === 0) return noCommit(shop, await late);
    const fault = "its commit is held back until another process has taken over";
    const error = thrown(await late, { shop, what: "Another process had taken over", fault });
    const problem = notWhole(shop, await shop.settle(), fault);
    if (problem !== undefined) return problem;
    if (isFail(error)) return error;
    if (error.code !== "PRODUCER_FENCED") {
      return fail({
        happened:
          `The brokers said that another process has taken over, and processBatch() threw ` +
          `"${error.message.slice(0, 80)}": whoever called can't know that it must not go on`,
        anomaly: "hidden error",
        evidence: { error: error.name, code: String(error.code) },
        fault,
      });
    }
    return pass({ code: String(error.code), bills: shop.orders.length });
  },
};

/** Nothing could be held back. */
function noCommit(shop: Shop, outcome: Outcome): Fail {
  return fail({
    happened:
      "Its commit was to be held back until another process has taken over, and there was " +
      `none: processBatch() ${ending(outcome)}, and the transaction was never committed`,
    anomaly: "transaction left open",
    evidence: { topic: shop.bills, group: shop.groupId, requests: 0 },
  });
}

/** What a group says to who is no member of it any more. */
const REFUSED_MEMBERS = ["ILLEGAL_GENERATION", "UNKNOWN_MEMBER_ID"];

/** The group has gone on without the member that writes. */
export const leftBehind: Check = {
  id: "left-behind",
  claim: "A member that its group has left behind commits nothing",
  async run(context) {
    await using shop = await Shop.open(context, 4);
    const desk = await shop.desk();
    using offsets = desk.faults.watch("TxnOffsetCommit");
    const { id, memberId } = shop.member;
    const { outcome, early } = await withEndHeld(
      desk,
      () => shop.work(desk, shop.orders, { member: { id: id - 1, memberId } }),
    );
    const standing = await shop.settle();
    const fault = `the member is of generation ${id - 1}, the group of ${id}`;
    const evidence = { group: shop.groupId, committed: standing.committed };
    if (standing.committed > 0n) {
      return fail({
        happened: "A member of an earlier generation has moved the group's offset. The partition " +
          "may be another member's by now, and both have billed its orders: say with the offsets " +
          "who you are, and the coordinator refuses those that are not members any more (KIP-447)",
        anomaly: "zombie commit",
        evidence,
        fault,
      });
    }
    const what = offsets.requests.length > 0
      ? "The group refused the offsets"
      : "The offsets were never sent in the transaction";
    const error = thrown(outcome, { shop, what, fault });
    const problem = notWhole(shop, standing, fault);
    if (problem !== undefined) return problem;
    if (isFail(error)) return error;
    if (early) {
      return fail({
        happened: "The group refused the offsets, and processBatch() threw with the transaction " +
          "still open: abort it, and wait for that",
        anomaly: "transaction left open",
        evidence,
        fault,
      });
    }
    if (!REFUSED_MEMBERS.includes(String(error.code))) {
      return fail({
        happened: `The group said that it has gone on without this member, and processBatch() ` +
          `threw "${
            error.message.slice(0, 80)
          }": whoever called can't know that it has to join again`,
        anomaly: "hidden error",
        evidence: { ...evidence, error: error.name, code: String(error.code) },
        fault,
      });
    }
    const problemAgain = await givenAgain(shop, desk, `${fault}; then it has joined again`);
    if (problemAgain !== undefined) return problemAgain;
    return pass({ ...evidence, code: String(error.code) });
  },
};
