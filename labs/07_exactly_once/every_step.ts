import type { LabContext } from "../../lib/workshop/mod.ts";
import { BATCH, goThrough } from "./ordeal.ts";
import { Shop } from "./shop.ts";
import { stepName, STEPS } from "./step.ts";

/** Kills a process at each step of a batch, and counts what the bank saw. */
export async function everyStep(context: LabContext): Promise<void> {
  const { screen } = context;
  screen.heading("3. Killed at every step");
  await context.predict({
    id: "steps",
    question: `Of ${STEPS.length} kills, how many have the bank asked again for some order?`,
    choices: ["None: it is exactly once", "Some", "All"],
  });
  await using shop = await Shop.open(context, BATCH * (STEPS.length + 1));
  const { kills, problem } = await goThrough(context, shop, STEPS);
  const repeats = [...kills.slice(1).map((kill) => kill.repeats), shop.bank.repeats];
  screen.line();
  screen.table(
    [
      { title: "killed" },
      { title: "bills", align: "right" },
      { title: "offset", align: "right" },
      { title: "asked again later", align: "right" },
    ],
    kills.map((kill, at) => {
      const again = repeats[at]! - kill.repeats;
      return [
        stepName(kill.step) + (kill.unharmed === undefined ? "" : " (not reached)"),
        String(kill.bills.length),
        String(kill.committed),
        again === 0 ? "" : String(again),
      ];
    }),
  );
  const harmful = kills.filter((kill, at) => repeats[at]! > kill.repeats).length;
  const most = Math.max(...shop.orders.map(({ id }) => shop.bank.chargesOf(id)));
  await context.seen(
    "steps",
    `${harmful} of ${kills.length} kills had the bank asked again. ` +
      (most > 1
        ? `An order was charged ${most} times: each call had a key of its own`
        : "Bills and offset agreed after each kill, and no order was charged twice: the key of a " +
          "repeated call was the key of the first"),
  );
  if (problem !== undefined) screen.say(problem.happened);
}
