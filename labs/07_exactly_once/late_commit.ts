import { waitFor } from "../../lib/core/mod.ts";
import type { LabContext } from "../../lib/workshop/mod.ts";
import { BATCH } from "./ordeal.ts";
import { Shop } from "./shop.ts";

/** A process is taken for dead, another does its work, and then its commit arrives. */
export async function lateCommit(context: LabContext): Promise<void> {
  const { screen } = context;
  screen.heading("2. The zombie's commit");
  await context.predict({
    id: "zombie",
    question: "A process's commit is stuck in the network. Another process takes over under the " +
      "same transactional id and does the batch. Then the commit arrives. What do readers see?",
    choices: ["Each bill once", "Each bill twice", "The bills of whichever came last"],
  });
  await using shop = await Shop.open(context, BATCH);
  const [old, heir] = await Promise.all([shop.desk(), shop.desk()]);
  const held = old.faults.holdRequests("EndTxn");
  let settled = false;
  const late = shop.work(old, shop.orders);
  late.catch(() => {}).finally(() => settled = true);
  await waitFor(() => settled || held.fired > 0, { what: "the commit", intervalMs: 1 });
  const taken = await shop.work(heir, shop.orders);
  held.end();
  const outcome = await late;
  const said = (of: typeof outcome) => {
    if (of.outcome === "returned") return "done";
    return typeof of.error.code === "string" ? of.error.code : of.error.name;
  };
  const { bills } = await shop.settle();
  screen.line();
  screen.table(
    [{ title: "process" }, { title: "processBatch()" }, { title: "bills seen", align: "right" }],
    [
      ["the heir", said(taken), String(bills.length)],
      ["the zombie", said(outcome), "0"],
    ],
  );
  await context.seen(
    "zombie",
    `${bills.length} bills for ${BATCH} orders: taking the id over raised its epoch, and the ` +
      `coordinator refuses the old one. The bank was asked ${shop.bank.calls.length} times: it ` +
      "knows no epochs",
  );
}
