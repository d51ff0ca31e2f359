import type { LabContext } from "../../lib/workshop/mod.ts";
import { bill } from "./billing.ts";
import { decisionOf, decisionsOf, NoDecision } from "./decisions.ts";
import { errorName, outage, passing, POISON } from "./failures.ts";
import { poisonOf, workload } from "./workload.ts";

const MAX_TRIES = 3;
const BASE_MS = 20;

/** What the learner's function says about each kind of failure, and what comes of it. */
export async function yourDecisions(context: LabContext): Promise<void> {
  const { screen } = context;
  screen.heading(`4. What ${context.author} would do`);
  try {
    await showDecisions(context);
    await showRun(context);
  } catch (error) {
    if (!(error instanceof NoDecision)) throw error;
    screen.say(error.verdict.happened);
  }
}

async function showDecisions(context: LabContext): Promise<void> {
  const subject = await context.subject();
  const errors = [outage(), passing(), ...POISON.map((poison) => poison())];
  const questions = errors.flatMap((error) =>
    [1, MAX_TRIES].map((tries) => ({
      error,
      failed: { tries, maxTries: MAX_TRIES, baseMs: 2000, ordered: true, chance: 0.5 },
    }))
  );
  const decided = await decisionsOf(subject, questions);
  const text = (at: number) => {
    const { decision } = decided[at]!;
    if (!("afterMs" in decision)) return decision.then;
    return `${decision.then}, ${Math.round(decision.afterMs)} ms`;
  };
  context.screen.table(
    [
      { title: "error" },
      { title: "outage" },
      { title: "retriable" },
      { title: "first try" },
      { title: `try ${MAX_TRIES} of ${MAX_TRIES}` },
    ],
    errors.map((error, at) => {
      const { outage, retriable } = error as { outage?: boolean; retriable?: boolean };
      const flags = [outage, retriable].map((flag) => flag === undefined ? "-" : String(flag));
      return [errorName(error), ...flags, text(2 * at), text(2 * at + 1)];
    }),
  );
}

async function showRun(context: LabContext): Promise<void> {
  const { screen } = context;
  const kinds = { count: 40, poison: 3, passing: 4, stubborn: 1 };
  const planned = workload(context.random, { ...kinds, partitions: 2, maxTries: MAX_TRIES });
  const subject = await context.subject();
  const run = await bill(context, {
    ...{ planned, maxTries: MAX_TRIES, baseMs: BASE_MS, ordered: false, outages: 10 },
    decide: (error, failed) => decisionOf(subject, error, failed),
  });
  screen.line();
  const { processed, retried, deadLettered, stalls } = run.statistics;
  screen.say(
    `${kinds.count} orders, of which ${
      poisonOf(planned, MAX_TRIES).length
    } can't be billed, and a ` +
      `ledger that refuses 10 tries: ${processed} done, ${deadLettered} dead letters, ${retried} tries ` +
      `after a failure, ${stalls} stalls.`,
  );
  if (run.endless !== undefined) {
    screen.say(`${run.endless} was tried again and again; the lab ended it.`);
  }
}
