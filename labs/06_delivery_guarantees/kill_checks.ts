import {
  type Check,
  type CheckContext,
  type Fail,
  fail,
  pass,
  type Verdict,
} from "../../lib/workshop/mod.ts";
import { goThrough, type Outcome } from "./chain.ts";
import { allKillPoints, paymentsFor, type Size, SIZES } from "./kill_point.ts";
import { payments } from "./payments.ts";
import { failOf } from "./verdicts.ts";
import type { Life } from "./worker.ts";
import type { Guarantee } from "./working_process.ts";

/** Kills at most once at each of its calls: nothing is repeated. */
export const neverRepeats: Check = {
  id: "never-repeats",
  claim: "Killed before and after each of its calls, atMostOnce never charges a payment twice",
  run: (context) => underKills(context, "atMostOnce"),
};

/** Kills at least once at each of its calls: nothing is left out. */
export const neverLoses: Check = {
  id: "never-loses",
  claim: "Killed before and after each of its calls, atLeastOnce never leaves a payment out",
  run: (context) => underKills(context, "atLeastOnce"),
};

async function underKills(context: CheckContext, name: Guarantee): Promise<Verdict> {
  const size = context.random.pick(SIZES);
  const killPoints = allKillPoints(size);
  const topic = await payments(context, paymentsFor(killPoints, size));
  const outcome = await goThrough(context, { name, topic, sizes: [size], killPoints });
  const problem = failOf(outcome) ?? tooMuchAtOnce(outcome, size);
  if (problem !== undefined) return problem;
  const { lives, lost, repeated } = outcome;
  if (lives.length < killPoints.length) return tooLittle(outcome, killPoints.length);
  return pass({ topic, kills: lives.length, ...size, lost, repeated });
}

/** Payments are written for as many calls as a right answer makes: fewer leave nobody to kill. */
function tooLittle({ name, topic, lives, worker }: Outcome, kills: number): Fail {
  const idle = worker.charges === 0;
  return fail({
    happened: idle
      ? `${name}() was given payments and charged none of them, killed or not: there was hardly ` +
        `a call to be killed at. What does nothing repeats nothing, and is no help to anybody`
      : `${name}() came to the end of the log with so few calls that only ${lives.length} of ` +
        `${kills} processes could be killed at one. Each payment takes a charge, and each part ` +
        `that is at stake a commit`,
    anomaly: idle ? "nothing done" : "too little done",
    evidence: { function: name, topic, charged: worker.charges, processes: lives.length + 1 },
    ...(lives.length === 0 ? {} : { fault: `${lives.length} processes were killed` }),
  });
}

function tooMuchAtOnce(outcome: Outcome, { atStake }: Size): Fail | undefined {
  const { name, topic, lives } = outcome;
  const harmOf = ({ lost, exposed }: Life) => name === "atMostOnce" ? lost : exposed;
  const worst = lives.find((life) => harmOf(life).length > atStake);
  if (worst === undefined) return undefined;
  const harm = harmOf(worst);
  return fail({
    happened: `One kill, and ${name}() ${name === "atMostOnce" ? "left out" : "did again"} ` +
      `${harm.length} payments, more than the ${atStake} that may be at stake: commit each time ` +
      `that so many are ${name === "atMostOnce" ? "about to be charged" : "charged"}`,
    anomaly: "too much at stake",
    evidence: { function: name, topic, id: harm[0]!, payments: harm.length, atStake },
    fault: `the process was ${worst.killed}`,
  });
}
