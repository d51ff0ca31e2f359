import {
  type Check,
  type CheckContext,
  type Fail,
  fail,
  pass,
  type Subject,
} from "../../lib/workshop/mod.ts";
import { wrongLate, wrongTotals } from "./judging.ts";
import {
  type Arrival,
  closing,
  delayed,
  expectedOf,
  randomPayments,
  withWatermarks,
} from "./payments.ts";
import { evidenceOf, type Taken, takeSteps } from "./stepping.ts";
import { GRACE_MS, type Payment } from "./stub.ts";

const PAYMENTS = 120;
const MINUTES = 30;
const CRASHES = 4;
/** Three shops and some stalls in two or three open windows; a lot for that. */
const MOST_STATE = 4000;
/** What may be left when every window is final, in characters. */
const MOST_LEFT = 300;

/** Whoever goes on has nothing but what was stored. */
export const storedState: Check = {
  id: "stored-state",
  claim:
    "Killed anywhere, another process goes on from the stored state, and the state stays small",
  async run(context) {
    const payments = withStalls(randomPayments(context.random, PAYMENTS, MINUTES));
    const order = delayed(payments, GRACE_MS, context.random);
    const arrivals = [...withWatermarks(order), closing(payments)];
    const run = await crashing(context, arrivals);
    if ("problem" in run) return run.problem;
    return wrongLate(run.taken, expectedOf(arrivals)) ?? lost(run.taken, payments) ??
      grown(run.taken) ?? leftOver(run.taken) ??
      pass({ payments: PAYMENTS, crashes: CRASHES, mostState: mostState(run.taken) });
  },
};

/** Every third payment is one at a stall that is never heard of again. */
function withStalls(payments: readonly Payment[]): Payment[] {
  return payments.map((payment, at) =>
    at % 3 === 0 ? { ...payment, shop: `stall ${at}` } : payment
  );
}

/** Kills the process now and then: the next one has the state that was stored some steps before. */
async function crashing(context: CheckContext, arrivals: readonly Arrival[]) {
  const kept: Taken[] = [];
  let subject: Subject | undefined;
  for (let crash = 0; crash <= CRASHES; crash++) {
    subject ??= await context.subject();
    const until = crash === CRASHES
      ? arrivals.length
      : Math.floor((crash + 1) * arrivals.length / (CRASHES + 1)) + context.random.int(0, 5);
    const from = kept.at(-1)?.stored;
    const steps = await takeSteps(subject, arrivals.slice(kept.length, until), { from });
    if ("problem" in steps) return steps;
    // The last few steps were taken and not stored: they are taken again by the next process, or,
    // where it was the store that failed and not the process, by the same one.
    const unstored = crash === CRASHES ? 0 : context.random.int(1, 6);
    kept.push(...steps.taken.slice(0, steps.taken.length - unstored));
    if (crash % 2 === 1) continue;
    await subject.kill();
    subject = undefined;
  }
  return { taken: kept };
}

function lost(taken: readonly Taken[], payments: readonly Payment[]): Fail | undefined {
  const problem = wrongTotals(taken.flatMap(({ results }) => results), payments);
  if (problem === undefined) return undefined;
  return fail({
    ...problem,
    happened: `${problem.happened}. After a crash there is nothing but the state that JSON has ` +
      "kept: variables of the module, a Map and what was done after the last store are not in it",
    anomaly: `${problem.anomaly} after a crash`,
  });
}

function mostState(taken: readonly Taken[]): number {
  return Math.max(...taken.map(({ stored }) => stored?.length ?? 0));
}

function grown(taken: readonly Taken[]): Fail | undefined {
  const big = taken.find(({ stored }) => (stored?.length ?? 0) > MOST_STATE);
  if (big === undefined) return undefined;
  return fail({
    happened: `The state has grown to ${big.stored!.length} characters, after ` +
      `${taken.indexOf(big) + 1} steps: it goes to the store after each of them. What is final ` +
      "is of no use any more",
    anomaly: "state that grows for ever",
    evidence: { ...evidenceOf(big.arrival), characters: big.stored!.length, allowed: MOST_STATE },
  });
}

/** Whatever is kept for each payment, window or shop would go on growing with them. */
function leftOver(taken: readonly Taken[]): Fail | undefined {
  const { arrival, stored = "" } = taken.at(-1)!;
  if (stored.length <= MOST_LEFT) return undefined;
  return fail({
    happened: `The watermark has passed everything, no window is open, and the state still has ` +
      `${stored.length} characters, after ${PAYMENTS} payments. A stream has no end: what is kept ` +
      "of each payment, window or shop that is over will fill any store",
    anomaly: "state that grows for ever",
    evidence: {
      ...evidenceOf(arrival),
      characters: stored.length,
      allowed: MOST_LEFT,
      state: `${stored.slice(0, 80)}…`,
    },
  });
}
