import type { LabContext } from "../../lib/workshop/mod.ts";
import { billsIn } from "./orders.ts";
import { BATCH } from "./ordeal.ts";
import { Shop } from "./shop.ts";

/** A batch that is committed, one that the bank refuses, one whose process dies before its commit. */
export async function threeEnds(context: LabContext): Promise<void> {
  const { screen } = context;
  screen.heading("1. Committed, aborted, killed");
  await context.predict({
    id: "killed",
    question: `A process has charged ${BATCH} orders and written their bills. It is killed just ` +
      "before the commit. What will have happened when its successor is done?",
    choices: [
      "Bills once, charges once",
      "Bills once, the bank asked twice",
      "Bills twice, the bank asked twice",
    ],
  });
  await using shop = await Shop.open(context, 3 * BATCH);
  const rows: (string | number | bigint)[][] = [];
  const look = async (what: string) => {
    const { bills, committed } = await shop.settle();
    const all = await billsIn(context.kafka, shop.bills, "read_uncommitted");
    rows.push([what, all.length, bills.length, committed, shop.bank.calls.length]);
  };
  const take = async () => shop.from((await shop.settle()).committed).slice(0, BATCH);

  const [first, doomed, heir] = await Promise.all([shop.desk(), shop.desk(), shop.desk()]);
  await shop.work(first, await take());
  await look("committed");

  const refused = (await take())[1]!;
  await shop.work(first, await take(), {
    charge: (order, key) => {
      if (order.id === refused.id) throw new Error("The bank refuses this card");
      shop.bank.charge(order, key);
    },
  });
  await look("the bank refuses the second");

  await shop.killedAt(doomed, await take(), { at: "EndTxn", side: "before" });
  await look("killed before the commit");

  await shop.work(heir, await take());
  await look("a successor does it again");

  screen.line();
  screen.table(
    [
      { title: "after" },
      { title: "bills in log", align: "right" },
      { title: "read_committed", align: "right" },
      { title: "offset", align: "right" },
      { title: "bank asked", align: "right" },
    ],
    rows.map((row) => row.map(String)),
  );
  const { bills } = await shop.standing();
  await context.seen(
    "killed",
    `${bills.length} bills for ${2 * BATCH} orders, and the bank was asked ` +
      `${shop.bank.calls.length} times. What Kafka takes back it takes back in Kafka`,
  );
}
