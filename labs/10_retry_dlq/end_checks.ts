import { headerText } from "../../lib/core/mod.ts";
import {
  type Check,
  type CheckContext,
  checkHistory,
  fail,
  type InvariantId,
  pass,
  type Verdict,
} from "../../lib/workshop/mod.ts";
import { wrongWay } from "./each_try.ts";
import { judged, type LiveRun } from "./live_run.ts";
import { poisonOf, triesOf } from "./workload.ts";

const MIXED = { count: 40, poison: 4, passing: 4, stubborn: 2 };

/** Every record of a mixed run, with and without an order to keep. */
export const oneEnd: Check = {
  id: "one-end",
  claim: "Each record ends in exactly one place: done, or among the dead letters as it was",
  async run(context) {
    const first = await ends(context, true);
    return first.verdict === "pass" ? await ends(context, false) : first;
  },
};

async function ends(context: CheckContext, ordered: boolean): Promise<Verdict> {
  return await judged(context, { ...MIXED, ordered }, async (run) => {
    // Keys that wait give way to others, and which are given up when is another check's question.
    const problem = await violationOf(run, ["I1", "I6", "I7"]) ?? inBoth(run);
    if (problem !== undefined) return problem;
    const { orders: topic, planned, statistics } = run;
    return pass({ topic, records: planned.length, deadLetters: statistics.deadLettered });
  });
}

/** The history checker's word on a run. */
async function violationOf(
  run: LiveRun,
  invariants: readonly InvariantId[],
): Promise<Verdict | undefined> {
  const { planned, maxTries, ordered, history } = run;
  const poison = poisonOf(planned, maxTries).map(({ id }) => ({ id }));
  const report = await checkHistory(history.events, { expect: { poison, ordered } });
  const found = report.violations.find(({ invariant }) => invariants.includes(invariant));
  if (found === undefined) return undefined;
  return fail({
    happened: `${found.found}. ${found.claim}`,
    anomaly: found.anomaly,
    evidence: { topic: run.orders, ...found.evidence },
  });
}

function inBoth({ history, orders }: LiveRun): Verdict | undefined {
  const done = new Set(
    history.events.flatMap((event) => event.type === "effect" ? [event.id] : []),
  );
  const both = history.events.find((event) => event.type === "dlq" && done.has(event.id));
  if (both === undefined || both.type !== "dlq") return undefined;
  return fail({
    happened:
      `${both.id} was billed and is among the dead letters, too: whoever redrives it bills ` +
      "it twice",
    anomaly: "two ends",
    evidence: { topic: orders, partition: both.from.partition, id: both.id },
  });
}

/** Records of one key, where their order matters. */
export const orderKept: Check = {
  id: "order-kept",
  claim: "Where order matters, the records of one key are done in their order",
  async run(context) {
    const live = await orderOf(context);
    return live.verdict === "pass" ? await wrongWay(context, "ordered") ?? live : live;
  },
};

async function orderOf(context: CheckContext): Promise<Verdict> {
  const kinds = { count: 30, poison: 1, passing: 6, stubborn: 1 };
  // Long enough for others to overtake, if nothing keeps them.
  const options = { ...kinds, ordered: true, baseMs: 40 };
  return await judged(context, options, (run) => {
    const done = new Map<string, number>();
    for (const event of run.history.events) {
      if (event.type !== "effect") continue;
      const { id, key = "", partition, offset } = event;
      const number = Number(id.split(":")[1]);
      const before = done.get(key);
      if (before !== undefined && before > number) {
        return fail({
          happened:
            `${id} of ${key} was done after orders:${before}, which was sent later: while ` +
            "it waited to be tried again, others of its key overtook it",
          anomaly: "overtaken record",
          evidence: { topic: run.orders, partition, offset, id, key },
        });
      }
      done.set(key, number);
    }
    return pass({ topic: run.orders, keys: done.size, records: run.planned.length });
  });
}

/** Tries are counted in the handler; what the letters tell is read in their headers. */
export const rightTries: Check = {
  id: "right-tries",
  claim: "Poison is tried once, and what may pass as often as it takes, up to what is allowed",
  async run(context) {
    const ordered = context.random.int(0, 1) === 1;
    return await judged(context, { ...MIXED, ordered }, async (run) => {
      const counted = Map.groupBy(run.tries, ({ id }) => id);
      const wrong = run.planned.find((record) =>
        counted.get(record.id)?.length !== triesOf(record, run.maxTries)
      );
      if (wrong === undefined) return await toldTries(context, run);
      const { id, kind, partition } = wrong;
      const right = triesOf(wrong, run.maxTries);
      const tries = counted.get(id)?.length ?? 0;
      return fail({
        happened: `${id}, ${KINDS[kind]}, was tried ${tries} times instead of ${right}: ` +
          (tries > right
            ? "each try too many costs time, and changes nothing"
            : "an error that may pass has all the tries that are allowed, the last one too"),
        anomaly: tries > right ? "useless repeat" : "given up too soon",
        evidence: { topic: run.orders, partition, id, tries, maxTries: run.maxTries },
      });
    });
  },
};

const KINDS = {
  sound: "a sound record",
  poison: "a record that is poison",
  passing: "a record whose failure passes",
  stubborn: "a record whose failure says that it may pass, and never does",
} as const;

/** What the letters tell of their tries. */
async function toldTries({ kafka }: CheckContext, run: LiveRun): Promise<Verdict> {
  let letters = 0;
  for await (const { headers, offset } of kafka.read({ topic: run.letters })) {
    letters++;
    const id = headerText(headers, "order-id");
    const record = run.planned.find((each) => each.id === id);
    const told = Number(headerText(headers, "dlq.attempts"));
    if (record !== undefined && told === triesOf(record, run.maxTries)) continue;
    return fail({
      happened: `The letter of ${id} tells of ${told} tries`,
      anomaly: "wrong dead letter",
      evidence: { topic: run.letters, partition: 0, offset, id: id ?? "none" },
    });
  }
  return pass({ topic: run.orders, tries: run.tries.length, letters });
}
