import { type Check, type Fail, fail, pass } from "../../lib/workshop/mod.ts";
import { costlyMoment } from "./at_stake.ts";
import { goThrough, type Outcome } from "./chain.ts";
import { mostCommits, ONE_AFTER_ANOTHER } from "./kill_point.ts";
import { payments } from "./payments.ts";
import { failOf } from "./verdicts.ts";
import type { DoneBatch } from "./worker.ts";
import type { Guarantee } from "./working_process.ts";

const NAMES: readonly Guarantee[] = ["atMostOnce", "atLeastOnce"];
const COUNT = ONE_AFTER_ANOTHER.reduce((sum, { batch }) => sum + batch, 0);

/** Nobody is killed: then both functions have to do the same. */
export const calm: Check = {
  id: "calm",
  claim: "With nobody killed, each payment is charged once, in order, and all of it is committed",
  async run(context) {
    const topic = await payments(context, COUNT);
    const ordeal = { topic, sizes: ONE_AFTER_ANOTHER, killPoints: [] };
    const outcomes = await Promise.all(
      NAMES.map((name) => goThrough(context, { name, ...ordeal })),
    );
    for (const outcome of outcomes) {
      const problem = leftOut(outcome) ?? atOnce(outcome) ?? failOf(outcome) ??
        notAwaited(outcome) ?? notCommitted(outcome) ?? tooManyCommits(outcome) ??
        tooMuchAtStake(outcome);
      if (problem !== undefined) return problem;
    }
    return pass({ topic, payments: COUNT, batches: ONE_AFTER_ANOTHER.length });
  },
};

function tooMuchAtStake({ name, topic, worker }: Outcome): Fail | undefined {
  const moment = costlyMoment(name, worker);
  if (moment === undefined) return undefined;
  const { batch: { payments, atStake }, harmed } = moment;
  const [harm, state] = name === "atMostOnce"
    ? ["leaves them out", "committed and not charged"]
    : ["does them again", "charged and not committed"];
  return fail({
    happened:
      `There was a moment at which ${harmed.length} of ${payments.length} payments that were ` +
      `given to ${name}() were ${state}. Nobody was killed; a kill at that moment ${harm}, and ` +
      `${atStake} may be at stake, whatever the size of a batch`,
    anomaly: "too much at stake",
    evidence: {
      function: name,
      topic,
      id: harmed[0]!.id,
      payments: harmed.length,
      atStake,
    },
  });
}

function leftOut(outcome: Outcome): Fail | undefined {
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
      ? `Nobody was killed, and ${name}() did not charge ${lost} of ${COUNT} payments${alike}`
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

function notAwaited({ name, topic, worker }: Outcome): Fail | undefined {
  const call = worker.done.find(({ underWay }) => underWay !== undefined)?.underWay;
  if (call === undefined) return undefined;
  return fail({
    happened:
      `${name}() was done while ${call} was still under way. Whoever calls takes the batch ` +
      `for done and begins the next one, so that a kill meets more than one part of the work: wait ` +
      `for the last call, too`,
    anomaly: "call not awaited",
    evidence: { function: name, topic, call },
  });
}

function notCommitted({ name, topic, worker }: Outcome): Fail | undefined {
  const nextTo = ({ payments }: DoneBatch) => payments.at(-1)!.offset + 1n;
  const batch = worker.done.find((done) => done.committed !== nextTo(done));
  if (batch === undefined) return undefined;
  const { committed } = batch;
  const next = nextTo(batch);
  const before = committed < next;
  return fail({
    happened:
      `All payments of a batch are charged, the last of them stands at offset ${next - 1n}, and ` +
      `${name}() has committed ${committed}: the offset to commit is the next one to read, ` +
      (before
        ? `so the next process reads again from there, although nothing is left to do`
        : `and this one is beyond it, so what comes there later is passed over`),
    anomaly: before ? "finished work not committed" : "commit beyond the batch",
    evidence: { function: name, topic, partition: 0, committed, next },
  });
}

function tooManyCommits({ name, topic, worker }: Outcome): Fail | undefined {
  const enough = ({ payments, atStake }: DoneBatch) => mostCommits(payments.length, atStake);
  const at = worker.done.findIndex((batch) => batch.commits > enough(batch));
  const batch = worker.done[at];
  if (batch === undefined) return undefined;
  const { payments, commits, atStake } = batch;
  const countsOn = worker.done.slice(0, at).some((earlier) =>
    earlier.payments.length === payments.length && earlier.atStake === atStake
  );
  return fail({
    happened:
      `${name}() made ${commits} commits for ${payments.length} payments, of which ${atStake} may ` +
      `be at stake: ${enough(batch)} would do` +
      (countsOn
        ? `, and did for a batch of the same size before. What is counted in one batch has no ` +
          `meaning in the next: begin each at zero`
        : `. Each commit is a request to the cluster that everything waits for`),
    anomaly: "needless commits",
    evidence: { function: name, topic, commits, payments: payments.length, atStake },
  });
}
