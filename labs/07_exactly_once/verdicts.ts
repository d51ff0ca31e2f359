import { type Fail, fail, type Outcome, type ThrownError } from "../../lib/workshop/mod.ts";
import { type Bill, isBillOf, type Order } from "./orders.ts";
import type { Shop, Standing } from "./shop.ts";
import { type Step, stepName } from "./step.ts";

/** What was done so far must be whole: a bill for each order before the committed offset, no other. */
export function notWhole(
  shop: Shop,
  { bills, committed }: Standing,
  fault?: string,
): Fail | undefined {
  const done = shop.orders.filter(({ offset }) => offset < committed);
  const told = (details: Omit<Parameters<typeof fail>[0], "fault">) =>
    fail({ ...details, ...(fault === undefined ? {} : { fault }) });
  const evidence = { topic: shop.bills, group: shop.groupId, committed };
  const blot = bills.find(({ order }) => order === "");
  if (blot !== undefined) {
    return told({
      happened: `What is written as a bill is no JSON with an order: ${blot.text.slice(0, 120)}. ` +
        "Names may hold quotes and whatever else; JSON.stringify() takes care of that",
      anomaly: "wrong bill",
      evidence: { ...evidence, partition: blot.partition, offset: blot.offset },
    });
  }
  const twice = bills.find((bill, at) => bills.findIndex(({ order }) => order === bill.order) < at);
  if (twice !== undefined) {
    return told({
      happened:
        `Two bills are seen for ${twice.order}: it was done again by a successor that began ` +
        "at the committed offset, and what came of it before is seen as well",
      anomaly: "duplicate bill",
      evidence: { ...evidence, ...placeOf(twice) },
    });
  }
  const early = bills.filter(({ order }) => !done.some(({ id }) => id === order));
  if (early[0] !== undefined) {
    const why = early.length === 1 && committed > 0n
      ? "What a group commits is the next offset to read, not the last one that it has read"
      : "The offset has to be part of the transaction that the bills are part of";
    return told({
      happened: `The bill of ${early[0].order} is seen, and the group's offset is still ` +
        `${committed}: whoever comes next bills that order again. ${why}`,
      anomaly: "torn transaction",
      evidence: { ...evidence, ...placeOf(early[0]) },
    });
  }
  const lost = done.find(({ id }) => !bills.some(({ order }) => order === id));
  if (lost !== undefined) {
    return told({
      happened:
        `The group has committed ${committed}, and no bill of ${lost.id}, which lies before ` +
        "that offset, is seen: nobody will come back to it",
      anomaly: "lost record",
      evidence: { ...evidence, id: lost.id, offset: lost.offset },
    });
  }
  return wrongBill(shop, { done, bills, told });
}

/** Orders that were handed over, to the last process too, and of which nothing is to be seen. */
export function leftUndone(shop: Shop, { bills, committed }: Standing): Fail | undefined {
  const undone = shop.orders.filter(({ id }) => !bills.some(({ order }) => order === id));
  const [first] = undone;
  if (first === undefined) return undefined;
  return fail({
    happened: `A last process was given what was left, nothing was in its way, and it resolved; ` +
      `${first.id} has no bill, and the group is still at ${committed}. What keeps its word under ` +
      "kills because it does nothing helps nobody: a batch has to be finished by somebody",
    anomaly: "batch left undone",
    evidence: { topic: shop.bills, group: shop.groupId, committed, undone: undone.length },
  });
}

/** A process that was to be killed at a step, and was done without it. */
export function unreached(shop: Shop, step: Step, outcome: Outcome): Fail {
  return fail({
    happened: `The process was to be killed ${stepName(step)}, and never came to that: ` +
      `processBatch() ${
        ending(outcome)
      } without it. A batch asks the bank, writes its bills, adds its offset ` +
      "to the transaction and commits; what is left out can't be kept together with the rest",
    anomaly: "step left out",
    evidence: { topic: shop.bills, group: shop.groupId, step: stepName(step) },
  });
}

function wrongBill(
  shop: Shop,
  { done, bills, told }: {
    readonly done: readonly Order[];
    readonly bills: readonly Bill[];
    readonly told: (details: Omit<Parameters<typeof fail>[0], "fault">) => Fail;
  },
): Fail | undefined {
  for (const order of done) {
    const bill = bills.find((each) => each.order === order.id)!;
    if (isBillOf(order, bill)) continue;
    const { id, amount } = order;
    return fail({
      happened: `The bill of ${id} should have key ${order.customer} and value ` +
        `${JSON.stringify({ order: id, amount })}; it has key ${bill.customer} and value ${
          bill.text.slice(0, 120)
        }`,
      anomaly: "wrong bill",
      evidence: { topic: shop.bills, ...placeOf(bill) },
    });
  }
  const placeIn = new Map(done.map(({ id }, at) => [id, at]));
  const late = bills.find((bill, at) =>
    bills.slice(0, at).some((earlier) =>
      earlier.customer === bill.customer && placeIn.get(earlier.order)! > placeIn.get(bill.order)!
    )
  );
  if (late === undefined) return undefined;
  return told({
    happened: `The bill of ${late.order} stands behind one of a later order of ${late.customer}: ` +
      "bills lie in the order in which they were sent, whatever the answers were that they waited " +
      "for. Kafka keeps the order of a key only as you have it",
    anomaly: "order inversion",
    evidence: { topic: shop.bills, ...placeOf(late) },
  });
}

/** What the bank must have done for orders whose bills are seen. */
export function wronglyCharged(
  shop: Shop,
  billed: readonly Order[],
  fault?: string,
): Fail | undefined {
  const { bank } = shop;
  const told = fault === undefined ? {} : { fault };
  const shared = bank.sharedKey();
  if (shared !== undefined) {
    return fail({
      happened: `The key "${shared}" was used for more than one order: the bank has charged the ` +
        "first of them, and takes the others for repeats",
      anomaly: "shared key",
      evidence: { key: shared, ids: bank.ordersOf(shared).slice(0, 4).join(" ") },
      ...told,
    });
  }
  for (const { id } of billed) {
    const [charges, calls] = [bank.chargesOf(id), bank.callsFor(id)];
    if (charges === 1) continue;
    return fail({
      happened: charges === 0
        ? `${id} has a bill, and the bank has never charged it: who was killed between the commit ` +
          "and the charge leaves it out for good, since nobody reads that order again"
        : `The bank was asked ${calls} times for ${id}, with ${charges} different keys, so it has ` +
          `charged ${charges} times. No transaction takes a call back: give it a key that is the ` +
          "same whoever asks again",
      anomaly: charges === 0 ? "never charged" : "charged twice",
      evidence: { id, calls, charges, keys: bank.keysFor(id).slice(0, 2).join(" ") || "none" },
      ...told,
    });
  }
  return undefined;
}

/** How a function ended, in a word or with what it threw. */
export function ending(outcome: Outcome): string {
  return outcome.outcome === "threw" ? `threw "${outcome.error.message.slice(0, 80)}"` : "resolved";
}

/** The error that a function threw, or the verdict that it did not throw. */
export function thrown(
  outcome: Outcome,
  { shop, what, fault }: { readonly shop: Shop; readonly what: string; readonly fault?: string },
): ThrownError | Fail {
  if (outcome.outcome === "threw") return outcome.error;
  return fail({
    happened: `${what}, and processBatch() resolved: whoever called takes the batch for done`,
    anomaly: "swallowed error",
    evidence: { topic: shop.bills, group: shop.groupId, resolved: true },
    ...(fault === undefined ? {} : { fault }),
  });
}

/** Whether it is a verdict. */
export function isFail(value: ThrownError | Fail): value is Fail {
  return "verdict" in value;
}

function placeOf({ partition, offset, order }: Bill) {
  return { partition, offset, id: order };
}
