import type { RequestBody } from "../../lib/protocol/mod.ts";
import { waitFor } from "../../lib/core/mod.ts";
import {
  type Check,
  type CheckContext,
  demandFired,
  fail,
  pass,
  type Verdict,
} from "../../lib/workshop/mod.ts";
import type { Goal } from "./goals.ts";
import {
  acksOf,
  type Chosen,
  type ChosenOptions,
  goalFacts,
  isFail,
  isIdempotent,
  kindsFor,
  shown,
} from "./options.ts";
import { copiesByKey, randomOrders } from "./orders.ts";
import { openShop } from "./shop.ts";

const RECORDS = 12;
const EVERY = 3;

/** Loses every third request on its way, and compares what was acknowledged with the log. */
export const ackedInLog: Check = {
  id: "acked-in-log",
  claim: "Unless loss is accepted, every record whose promise resolved is in the log",
  async run(context) {
    const kinds: Chosen[] = [];
    for (const loss of ["never", "with the leader"] as const) {
      const chosen = await kindsFor(context, { loss }, acksOf);
      if (isFail(chosen)) return chosen;
      kinds.push(...chosen);
    }
    let acked = 0;
    for (const { goal, options } of kinds) {
      const seen = await sendWhileLosing(context, options);
      if (seen.missing.length > 0) {
        return fail({
          happened:
            `${seen.acked} promises resolved, and ${seen.missing.length} of these records ` +
            `are not in the log. Their requests were lost on the way, and nobody waited to hear ` +
            `that: with these options a promise resolves when the record has left, and the goal ` +
            `says loss "${goal.loss}"`,
          anomaly: "lost record",
          evidence: {
            topic: seen.topic,
            id: seen.missing[0]!,
            options: shown(options),
            ...goalFacts(goal),
          },
          fault: seen.fault,
        });
      }
      acked += seen.acked;
    }
    return pass({ records: RECORDS * kinds.length, acked });
  },
};

async function sendWhileLosing(context: CheckContext, options: ChosenOptions) {
  const topic = await context.topic("loss");
  const acked: string[] = [];
  const fired = await placeWhileLosing(context, { topic, options, acked });
  const log = await copiesByKey(context.kafka, topic);
  const fault = `${fired} Produce requests were lost on their way to the broker`;
  return { topic, acked: acked.length, missing: acked.filter((key) => !log.has(key)), fault };
}

async function placeWhileLosing(
  context: CheckContext,
  run: { readonly topic: string; readonly options: ChosenOptions; readonly acked: string[] },
): Promise<number> {
  await using shop = await openShop(context, run.options);
  const records = randomOrders(context.random, run.topic, { count: RECORDS });
  let fired = 0;
  for (const [at, record] of records.entries()) {
    const lost = at % EVERY === 1 ? shop.faults.loseRequests("Produce", 1) : undefined;
    if (await shop.place(record)) run.acked.push(record.key);
    if (lost === undefined) continue;
    await waitFor(() => lost.fired > 0, { what: "the fault", signal: context.signal });
    fired += lost.fired;
    lost.end();
  }
  return fired;
}

/** Loses answers, sends again what was not acknowledged, and counts what the log holds. */
export const noDuplicates: Check = {
  id: "no-duplicates",
  claim: "Where duplicates must not be, lost answers and sending again leave one copy of each",
  async run(context) {
    const kinds = await kindsFor(
      context,
      { loss: "never", duplicates: "never" },
      (options) => [acksOf(options), isIdempotent(options)],
    );
    if (isFail(kinds)) return kinds;
    let last: Verdict | undefined;
    for (const chosen of kinds) {
      last = await judgeCopies(context, chosen);
      if (last.verdict !== "pass") break;
    }
    return last!;
  },
};

async function judgeCopies(context: CheckContext, { goal, options }: Chosen): Promise<Verdict> {
  const topic = await context.topic("duplicates");
  await using shop = await openShop(context, options);
  let fired = 0;
  const records = randomOrders(context.random, topic, { count: RECORDS });
  for (const [at, record] of records.entries()) {
    const lost = at % EVERY === 1
      ? shop.faults.dropAnswers("Produce", context.random.int(1, 2))
      : undefined;
    for (let attempt = 1; attempt <= 4; attempt++) if (await shop.place(record)) break;
    if (lost === undefined) continue;
    if (options.acks !== 0) demandFired(lost);
    fired += lost.fired;
    lost.end();
  }
  const log = await copiesByKey(context.kafka, topic);
  const fault = `${fired} answers to Produce were lost on their way back`;
  const evidence = { topic, options: shown(options), ...goalFacts(goal) };
  const repeated = records.filter(({ key }) => (log.get(key) ?? 0) > 1);
  if (repeated.length > 0) {
    const [first] = repeated;
    return fail({
      happened: `${repeated.length} of ${RECORDS} records lie in the log more than once, one of ` +
        `them ${log.get(first!.key)} times. The broker had stored them, only its answer was ` +
        `lost; sent again they were new records to it, for nothing told it that they were not`,
      anomaly: "duplicate record",
      evidence: { ...evidence, id: first!.key },
      fault,
    });
  }
  const missing = records.find(({ key }) => !log.has(key));
  if (missing === undefined) return pass({ topic, records: RECORDS, answersLost: fired });
  return fail({
    happened: "A record of a goal that must lose nothing never came into the log",
    anomaly: "lost record",
    evidence: { ...evidence, id: missing.key },
    fault,
  });
}

type Loss = Goal["loss"];
const ACKS_OF: Readonly<Record<Loss, number>> = { never: -1, "with the leader": 1, accepted: 0 };
const WAITS: Readonly<Record<number, string>> = {
  [-1]: "all in-sync replicas",
  0: "nobody",
  1: "the leader alone",
};

const USES: readonly Partial<Goal>[] = [
  { loss: "never", duplicates: "never" },
  { loss: "never", duplicates: "accepted" },
  { loss: "with the leader" },
  { loss: "accepted" },
];

/** Reads in the requests themselves for whom the producer waits. */
export const waitsForNoMore: Check = {
  id: "waits-for-no-more",
  claim: "A promise waits for as many brokers as the goal needs, and for no more",
  async run(context) {
    const kinds: Chosen[] = [];
    for (const given of USES) {
      const chosen = await kindsFor(context, given, acksOf);
      if (isFail(chosen)) return chosen;
      kinds.push(...chosen);
    }
    for (const { goal, options } of kinds) {
      const topic = await context.topic("acks");
      await using shop = await openShop(context, options);
      const [record] = randomOrders(context.random, topic, { count: 1 });
      await shop.place(record!);
      const [request] = await waitFor(
        () => shop.traffic.requests.length > 0 ? shop.traffic.requests : undefined,
        { what: "a Produce request", signal: context.signal },
      );
      const { acks } = request!.decode() as RequestBody<"Produce">;
      if (acks === ACKS_OF[goal.loss]) continue;
      return fail({
        happened: `With loss "${goal.loss}" the Produce request asks for acks ${acks}: the ` +
          `promise waits for ${WAITS[acks]}, and the goal needs ${WAITS[ACKS_OF[goal.loss]]}. ` +
          consequence(goal.loss, acks),
        anomaly: "wrong acknowledgement",
        evidence: { topic, acks, options: shown(options), ...goalFacts(goal) },
      });
    }
    return pass({ uses: kinds.length });
  },
};

function consequence(loss: Loss, acks: number): string {
  const tooFew = loss === "never" || acks === 0;
  return tooFew
    ? "What it calls stored can be gone with one broker, or never have reached any"
    : "Each send waits for brokers whose word this use does not need";
}
