import type { CheckContext, Fail, Outcome } from "../../lib/workshop/mod.ts";
import type { Desk, Shop, Standing } from "./shop.ts";
import { type Step, stepName } from "./step.ts";
import { leftUndone, notWhole } from "./verdicts.ts";

/** Orders of a batch. */
export const BATCH = 3;

/** What is seen after one kill, when a successor has taken over. */
export interface Aftermath extends Standing {
  readonly step: Step;
  /** What the process did if it was not killed, for it never came to that step. */
  readonly unharmed: Outcome | undefined;
  /** Orders that the bank was asked for more than once by then. */
  readonly repeats: number;
}

/** What came of a shop whose process was killed at each step, one after another. */
export interface Ordeal {
  readonly shop: Shop;
  readonly kills: readonly Aftermath[];
  /** At the end, when a last process has done the rest. */
  readonly standing: Standing;
  /** The first thing that was not whole, or in the end not done. */
  readonly problem: Fail | undefined;
}

/** Kills one process after another, each at its step; a last one does the rest. */
export async function goThrough(
  context: CheckContext,
  shop: Shop,
  steps: readonly Step[],
): Promise<Ordeal> {
  const kills: Aftermath[] = [];
  let spare: Promise<Desk> = shop.desk();
  let standing: Standing = { bills: [], committed: 0n };
  for (const step of steps) {
    context.signal.throwIfAborted();
    const desk = await spare;
    spare = shop.desk();
    spare.catch(() => {});
    // Who comes next is seldom given the very same batch.
    const size = step.at === "charge" && step.side === "before" ? BATCH - 1 : BATCH;
    const end = await shop.killedAt(desk, shop.from(standing.committed).slice(0, size), step);
    const unharmed = end === "killed" ? undefined : end;
    standing = await shop.settle();
    kills.push({ ...standing, step, unharmed, repeats: shop.bank.repeats });
    const problem = notWhole(shop, standing, `the process was killed ${stepName(step)}`);
    if (problem !== undefined) return { shop, kills, standing, problem };
  }
  const last = await spare;
  const rest = shop.from(standing.committed);
  if (rest.length > 0) last.subject.valueOf("processBatch", await shop.work(last, rest));
  standing = await shop.settle();
  const problem = notWhole(shop, standing) ?? leftUndone(shop, standing);
  return { shop, kills, standing, problem };
}
