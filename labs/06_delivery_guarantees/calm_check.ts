import { type Check, type CheckContext, type Fail, fail, pass } from "../../lib/workshop/mod.ts";
import { goThrough, type Outcome } from "./chain.ts";
import { EVEN, mostCommits, type Size, SIZES } from "./kill_point.ts";
import { payments } from "./payments.ts";
import { failOf } from "./verdicts.ts";
import type { Guarantee } from "./working_process.ts";

const BATCHES = 3;
const NAMES: readonly Guarantee[] = ["atMostOnce", "atLeastOnce"];

/** Nobody is killed: then both functions have to do the same. */
export const calm: Check = {
  id: "calm",
  claim: "With nobody killed, each payment is charged once, in order, and all of it is committed",
  async run(context) {
    let payments = 0;
    for (const size of [context.random.pick(SIZES), EVEN]) {
      const count = BATCHES * size.batch;
      const problem = await problemWith(context, size, count);
      if (problem !== undefined) return problem;
      payments += count;
    }
    return pass({ payments });
  },
};

async function problemWith(
  context: CheckContext,
  size: Size,
  count: number,
): Promise<Fail | undefined> {
  const topic = await payments(context, count);
  const outcomes = await Promise.all(
    NAMES.map((name) => goThrough(context, { name, topic, ...size, killPoints: [] })),
  );
  for (const outcome of outcomes) {
    const problem = leftOut(outcome, count) ?? atOnce(outcome) ?? failOf(outcome) ??
      notCommitted(outcome) ?? tooManyCommits(outcome, size);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function leftOut(outcome: Outcome, count: number): Fail | undefined {
  const { name, topic, lost, repeated, worker } = outcome;
  if (lost === 0 && repeated === 0) return undefined;
  const twins = worker.uncharged.map((payment) => worker.twinOf(payment));
  const alike = lost > 0 && twins.every((twin) => twin !== undefined)
    ? `. Each of them has the card and the amount of another, as ${worker.uncharged[0]!.id} has ` +
      `those of ${
        twins[0]!.id
      }: somebody bought the same thing twice. What makes a payment known ` +
      `is its id`
    : "";
  return fail({
    happened: lost > 0
      ? `Nobody was killed, and ${name}() did not charge ${lost} of ${count} payments${alike}`
      : `Nobody was killed, and ${name}() charged ${repeated} times more than there are payments`,
    anomaly: lost > 0 ? "lost record" : "repeated effect",
    evidence: { function: name, topic, lost, repeated },
  });
}

function atOnce({ name, topic, worker }: Outcome): Fail | undefined {
  if (worker.overlap === undefined) return undefined;
  return fail({
    happened: `${name}() began to charge ${worker.overlap} while another payment was still being ` +
      `charged. Side by side nobody knows which of them comes first, and a kill hits all of them: ` +
      `wait for each effect`,
    anomaly: "effects at once",
    evidence: { function: name, topic, id: worker.overlap },
  });
}

function notCommitted({ name, topic, worker, committed }: Outcome): Fail | undefined {
  if (committed === worker.end) return undefined;
  const before = committed < worker.end;
  return fail({
    happened:
      `All payments are charged, the last of them stands at offset ${worker.end - 1n}, and ` +
      `${name}() has committed ${committed}: the offset to commit is the next one to read, ` +
      (before
        ? `so the next process reads again from there, although nothing is left to do`
        : `and this one is beyond it, so what comes there later is passed over`),
    anomaly: before ? "finished work not committed" : "commit beyond the batch",
    evidence: { function: name, topic, partition: 0, committed, next: worker.end },
  });
}

function tooManyCommits({ name, topic, worker }: Outcome, { atStake }: Size): Fail | undefined {
  const wasteful = worker.commits.find(({ payments, commits }) =>
    commits > mostCommits(payments, atStake)
  );
  if (wasteful === undefined) return undefined;
  const { payments, commits } = wasteful;
  return fail({
    happened:
      `${name}() made ${commits} commits for ${payments} payments, of which ${atStake} may ` +
      `be at stake: ${mostCommits(payments, atStake)} would do. Each commit is a request to the ` +
      `cluster that everything waits for`,
    anomaly: "needless commits",
    evidence: { function: name, topic, commits, payments, atStake },
  });
}
