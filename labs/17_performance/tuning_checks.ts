import { InconclusiveError } from "../../lib/core/mod.ts";
import {
  type Check,
  type CheckContext,
  type Fail,
  fail,
  pass,
  storedBatches,
} from "../../lib/workshop/mod.ts";
import { openLink } from "./link.ts";
import { closedLoop, openLoop, rateOf } from "./load.ts";
import {
  type Objective,
  objectiveText,
  ourTuning,
  randomObjective,
  type Tuning,
  tuningText,
} from "./objectives.ts";
import { payloads } from "./payloads.ts";
import { quantiles } from "./samples.ts";
import { isFail, tuningsFor } from "./tunings.ts";

const UNDER_WAY = 2500;
/** How many bytes it may be for one of ours. */
const TOLERANCE = 1.5;
const NOISE_REMEDY = "Let the machine come to rest and try again: nothing counts against you";

/** How often settings must be found wanting beside ours, before they are. */
const ROUNDS = 3;
/** How often it is tried, where the machine keeps ours from being good enough. */
const MOST_ROUNDS = 6;

/** What batching is worth at least; less than that, and the machine can't tell settings apart. */
const LEAST_GAIN = 3;
const NAIVE: Tuning = { lingerMs: 5, batchBytes: 16_384, compression: "none" };

/** Settings without a cluster: what would be work for nothing, or can't be used. */
export const noWorkForNothing: Check = {
  id: "no-work-for-nothing",
  claim: "The settings can be used, and no codec works on what can't become smaller",
  async run(context) {
    const objectives = (["throughput", "latency", "bytes"] as const).flatMap((most) =>
      (["random", "text"] as const).map((payload) => randomObjective(context.random, most, payload))
    );
    const tunings = await tuningsFor(context, objectives);
    if (isFail(tunings)) return tunings;
    for (const [at, tuning] of tunings.entries()) {
      const objective = objectives[at]!;
      if (objective.payload === "text" || tuning.compression === "none") continue;
      return fail({
        happened: `You chose ${tuning.compression} for bytes that no codec makes smaller: ` +
          `producer and every consumer would work on each of them, for nothing`,
        anomaly: "work for nothing",
        evidence: { objective: objectiveText(objective), settings: tuningText(tuning) },
      });
    }
    return pass({ objectives: objectives.length });
  },
};

/** A closed loop over a slow link, yours and ours in turn. */
export const manyRecords: Check = {
  id: "many-records",
  claim: "For throughput, at least half as many records a second go as with settings of ours",
  async run(context) {
    const objective = randomObjective(context.random, "throughput");
    const tunings = await tuningsFor(context, [objective]);
    if (isFail(tunings)) return tunings;
    const [yours] = tunings as [Tuning];
    const naive = await rate(context, objective, NAIVE);
    const [mine, ours]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      ours.push(await rate(context, objective, ourTuning(objective)));
      mine.push(await rate(context, objective, yours));
      if (Math.max(...ours) >= LEAST_GAIN * naive && Math.max(...mine) >= Math.max(...ours) / 2) {
        break;
      }
    }
    const rates = { yours: Math.max(...mine), ours: Math.max(...ours) };
    const facts = { ...rates, batchesOf16kB: naive, roundTripMs: objective.roundTripMs };
    if (rates.ours < LEAST_GAIN * naive) {
      throw new InconclusiveError(
        `Large batches moved ${rates.ours} records/s and small ones ${naive}: too close to tell`,
        NOISE_REMEDY,
      );
    }
    if (rates.yours >= rates.ours / 2) return pass(facts);
    if (rates.yours >= Math.min(...ours) / 2) {
      throw new InconclusiveError(
        `Settings of ours moved ${ours.join(", then ")} records/s: the machine is too busy to tell`,
        NOISE_REMEDY,
      );
    }
    return fail({
      happened: `With ${tuningText(yours)} ${rates.yours} records/s went over a link of ` +
        `${objective.roundTripMs} ms; with ${
          tuningText(ourTuning(objective))
        } ${rates.ours} did, ` +
        `in the same run. A partition has one request under way at a time: what a request carries ` +
        `is all that goes in a round trip`,
      anomaly: "too little in a request",
      evidence: facts,
      fault: distance(objective),
    });
  },
};

async function rate(context: CheckContext, objective: Objective, tuning: Tuning): Promise<number> {
  const { random, signal } = context;
  const topic = await context.topic("rate");
  await using link = await openLink(context, tuning, objective.roundTripMs);
  const valueOf = payloads(random, objective.payload, objective.recordBytes);
  await link.producer.send({ topic, value: valueOf(0) });
  const load = { topic, valueOf, signal, underWay: UNDER_WAY, forMs: 200 };
  const loop = await closedLoop(link.producer, load);
  link.demandSlow();
  return rateOf(loop);
}

/** What an open loop came to. */
interface Waited {
  readonly p99Ms: number;
  readonly bytes: number;
}

/** An open loop at the rate that is asked for, yours and ours side by side. */
export const soonEnough: Check = {
  id: "soon-enough",
  claim: "For latency, 99 of 100 records wait no longer than the objective says",
  async run(context) {
    const objective = randomObjective(context.random, "latency");
    const tunings = await tuningsFor(context, [objective]);
    if (isFail(tunings)) return tunings;
    const waited = await sideBySide(context, objective, tunings[0]!, 1000);
    if (isFail(waited)) return waited;
    return pass({ p99Ms: rounded(waited.yours.p99Ms), ours: rounded(waited.ours.p99Ms) });
  },
};

/** The same with a longer limit, and bytes in the log beside it. */
export const fewBytes: Check = {
  id: "few-bytes",
  claim: "For bytes, the log takes little more than with settings of ours, within the p99",
  async run(context) {
    const objective = randomObjective(context.random, "bytes", "text");
    const tunings = await tuningsFor(context, [objective]);
    if (isFail(tunings)) return tunings;
    const waited = await sideBySide(context, objective, tunings[0]!, 1500);
    if (isFail(waited)) return waited;
    const { yours, ours } = waited;
    const facts = { bytes: yours.bytes, ours: ours.bytes, p99Ms: rounded(yours.p99Ms) };
    if (yours.bytes <= TOLERANCE * ours.bytes) return pass(facts);
    return fail({
      happened: `With ${tuningText(tunings[0]!)} the log took ${yours.bytes} bytes; with ` +
        `${tuningText(ourTuning(objective))} it took ${ours.bytes} for as many records, and they ` +
        `waited ${rounded(ours.p99Ms)} ms at p99 where ${objective.p99Ms} are allowed. A codec ` +
        `finds what repeats within a batch, so records have to be in one`,
      anomaly: "bytes for nothing",
      evidence: { objective: objectiveText(objective), ...facts },
      fault: distance(objective),
    });
  },
};

/** Runs both at once, so that what disturbs one disturbs the other; again if yours was late. */
async function sideBySide(
  context: CheckContext,
  objective: Objective,
  yours: Tuning,
  forMs: number,
): Promise<{ readonly yours: Waited; readonly ours: Waited } | Fail> {
  const late: number[] = [];
  let oursMs = 0;
  for (let round = 0; late.length < ROUNDS && round < MOST_ROUNDS; round++) {
    const [mine, ours] = await Promise.all(
      [yours, ourTuning(objective)].map((tuning) => wait(context, objective, tuning, forMs)),
    ) as [Waited, Waited];
    if (mine.p99Ms <= objective.p99Ms) return { yours: mine, ours };
    if (ours.p99Ms <= objective.p99Ms) late.push(mine.p99Ms);
    else oursMs = ours.p99Ms;
  }
  if (late.length < ROUNDS) {
    throw new InconclusiveError(
      `Not even settings of ours kept p99 within ${objective.p99Ms} ms: it was ` +
        `${rounded(oursMs)} ms, so the machine is too busy`,
      NOISE_REMEDY,
    );
  }
  const p99Ms = rounded(Math.min(...late));
  return fail({
    happened: `With ${tuningText(yours)} the p99 was ${p99Ms} ms at ` +
      `${objective.recordsPerSecond} records/s, where ${objective.p99Ms} ms are allowed; settings ` +
      `of ours kept it at the same time, ${ROUNDS} times. A record waits for its batch to go, then for the request ` +
      `before it, then for its own round trip`,
    anomaly: "records that wait too long",
    evidence: { objective: objectiveText(objective), p99Ms },
    fault: distance(objective),
  });
}

function distance({ roundTripMs }: Objective): string {
  return `each answer to a Produce request was held back for ${roundTripMs} ms`;
}

async function wait(
  context: CheckContext,
  objective: Objective,
  tuning: Tuning,
  forMs: number,
): Promise<Waited> {
  const { random, signal } = context;
  const { payload, recordBytes, recordsPerSecond: perSecond, roundTripMs } = objective;
  const topic = await context.topic("wait");
  await using link = await openLink(context, tuning, roundTripMs);
  const valueOf = payloads(random, payload, recordBytes);
  await link.producer.send({ topic, value: valueOf(0) });
  const samples = await openLoop(link.producer, { topic, valueOf, signal, perSecond, forMs });
  link.demandSlow();
  const stored = await storedBatches(context.target, topic);
  return {
    p99Ms: quantiles(samples, [0.99])[0]!,
    bytes: stored.reduce((sum, { batch }) => sum + batch.sizeInBytes, 0),
  };
}

function rounded(ms: number): number {
  return Math.round(ms);
}
