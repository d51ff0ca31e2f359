import { type Fail, fail, type Violation } from "../../lib/workshop/mod.ts";
import type { Outcome } from "./chain.ts";

/** What the first thing that the history's checker has against a run means for whoever wrote it. */
export function failOf(outcome: Outcome): Fail | undefined {
  const [violation] = outcome.report.violations;
  if (violation === undefined) return undefined;
  const { topic = outcome.topic, partition = 0, offset, id } = violation.evidence;
  const fault = violation.fault?.replace(" (over by then)", "");
  return fail({
    happened: `${told(violation, outcome)}. ${meaning(violation)}`,
    anomaly: violation.anomaly,
    evidence: {
      function: outcome.name,
      topic,
      partition,
      ...(offset === undefined ? {} : { offset }),
      ...(id === undefined ? {} : { id }),
      invariant: violation.invariant,
    },
    ...(fault === undefined ? {} : { fault: `the process was ${fault}` }),
  });
}

function told({ anomaly, evidence, found }: Violation, { name }: Outcome): string {
  const { id } = evidence;
  switch (anomaly) {
    case "repeated effect":
      return `${name}() charged ${id} twice`;
    case "lost record":
      return `${name}() left ${id} out: it is committed, and nobody ever charged it`;
    case "early commit":
      return `${name}() committed past offset ${evidence.offset} before ${id} was charged`;
    case "early effect":
      return `${name}() charged ${id} before its offset was committed`;
    case "order inversion":
      return `${name}() charged ${id} after a payment that stands behind it in the log`;
    default:
      return `${name}(): ${found}`;
  }
}

const MEANINGS: Readonly<Record<string, string>> = {
  "repeated effect":
    "A process was killed after the charge, and its successor began at an offset before it: what " +
    "is to happen once at most has to be committed before it is done",
  "lost record":
    "A process was killed after the commit, and its successor began behind it: what must not be " +
    "left out may be committed only when it is done",
  "early commit":
    "Killed in between, its successor begins behind a payment that was not charged. A call that " +
    "nobody waits for is not done yet",
  "early effect":
    "Killed in between, its successor reads that payment again, and charges it again. A call that " +
    "nobody waits for is not done yet",
  "order inversion": "The log's order is the order in which a card is to be charged",
};

function meaning({ anomaly, claim }: Violation): string {
  return MEANINGS[anomaly] ?? claim;
}
