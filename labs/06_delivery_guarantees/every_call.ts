import type { LabContext } from "../../lib/workshop/mod.ts";
import { goThrough, type Outcome } from "./chain.ts";
import { allKillPoints, paymentsFor, type Size } from "./kill_point.ts";
import { payments } from "./payments.ts";
import type { Life } from "./worker.ts";

const SIZE: Size = { batch: 5, atStake: 2 };
const SAY_EVERY = 8;

/** Kills both functions before and after each of their calls, and counts what it costs. */
export async function everyCall(context: LabContext): Promise<void> {
  const { screen } = context;
  const killPoints = allKillPoints(SIZE);
  screen.heading("2. Killed at every call");
  screen.say(
    `Now commits are made by hand, by ${context.author}: atMostOnce() and atLeastOnce(). Batches ` +
      `have ${SIZE.batch} payments, of which ${SIZE.atStake} may be at stake. One process after ` +
      "another is killed, before and after the first call, the second, and so on; the next begins " +
      "at the committed offset.",
  );
  await context.predict({
    id: "kills",
    question: `Of ${killPoints.length} kills, how many make atLeastOnce charge something twice?`,
    choices: ["None", "Some", "All"],
  });
  const topic = await payments(context, paymentsFor(killPoints, SIZE));
  const ordeal = { topic, sizes: [SIZE], killPoints, ...kills(context, 2 * killPoints.length) };
  const [most, least] = await Promise.all([
    goThrough(context, { name: "atMostOnce", ...ordeal }),
    goThrough(context, { name: "atLeastOnce", ...ordeal }),
  ]) as [Outcome, Outcome];
  screen.line();
  screen.table(
    [
      { title: "atMostOnce, killed" },
      { title: "left out", align: "right" },
      { title: "atLeastOnce, killed" },
      { title: "again", align: "right" },
    ],
    killPoints.map((_, at) => [
      where(most.lives[at]),
      shown(most.lives[at], "lost"),
      where(least.lives[at]),
      shown(least.lives[at], "exposed"),
    ]),
  );
  await context.seen(
    "kills",
    `${harmful(least)} of ${least.lives.length} kills: those between a charge and its commit. ` +
      "The others meet nothing half done",
  );
  screen.line();
  screen.table(
    [
      { title: "in all" },
      { title: "kills", align: "right" },
      { title: "payments left out", align: "right" },
      { title: "charged twice", align: "right" },
    ],
    [most, least].map(({ name, lives, lost, repeated }) => [name, lives.length, lost, repeated]),
  );
  screen.line();
  screen.say(
    "Neither function can do better than its table: between two steps there is always a moment at " +
      "which one is done and the other is not. What helps is to make both one step, or to make the " +
      "second charge do nothing: labs 07 and 12.",
  );
}

/** Says now and then how far it is, since dozens of processes take their time. */
function kills({ screen }: LabContext, all: number) {
  let killed = 0;
  return {
    onKilled: () => {
      killed++;
      if (killed % SAY_EVERY === 0) {
        screen.line(screen.pen.dim(`${killed} of ${all} processes killed`));
      }
    },
  };
}

function harmful({ lives }: Outcome): number {
  return lives.filter(({ exposed }) => exposed.length > 0).length;
}

function where(life: Life | undefined): string {
  return life?.killed?.replace("killed ", "") ?? "";
}

function shown(life: Life | undefined, harm: "lost" | "exposed"): number | string {
  return life === undefined || life[harm].length === 0 ? "" : life[harm].length;
}
