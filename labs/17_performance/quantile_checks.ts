import type { Random } from "../../lib/core/mod.ts";
import { type Check, type CheckContext, type Fail, fail, pass } from "../../lib/workshop/mod.ts";
import { openLink } from "./link.ts";
import { oneAtATime } from "./load.ts";
import { ourTuning, randomObjective } from "./objectives.ts";
import { payloads } from "./payloads.ts";
import { average, quantiles, quantilesOf, type Sample, waitOf } from "./samples.ts";
import { isFail } from "./tunings.ts";

const SHARES = [0, 0.5, 0.9, 0.95, 0.99, 0.999, 1];

/** Samples and what their quantiles are. */
interface Asked {
  readonly samples: readonly Sample[];
  readonly shares: readonly number[];
}

/** Waits of 1 to some thousand milliseconds: a few are long. */
function someWaits(random: Random, count: number): number[] {
  return Array.from(
    { length: count },
    () => random.int(0, 19) === 0 ? random.int(100, 5000) : random.int(1, 99),
  );
}

/** The rule alone: nobody was held up, everything was acknowledged. */
export const quantileRule: Check = {
  id: "quantile-rule",
  claim: "A quantile is the wait at its share of the ordered waits, and nothing in between",
  async run(context) {
    const { random } = context;
    const asked = [1, 3, 10, 100, 101, 999, 2000].map((count): Asked => ({
      samples: someWaits(random, count).map((wait, at) => ({
        dueMs: at * 5,
        sentMs: at * 5,
        doneMs: at * 5 + wait,
      })),
      shares: SHARES,
    }));
    return await judge(context, asked, ({ samples, share, got, wanted }) => {
      const waits = samples.map(waitOf);
      const name = `Of ${waits.length} waits you gave ${got} ms as the quantile at ${share}`;
      const textual = waits.map(String).sort()[Math.floor(share * waits.length)];
      const why = Math.abs(got - average(waits)) < 1e-6
        ? "That is their average, which no record need have waited: a few long waits pull it up, " +
          "many short ones hide them"
        : !waits.includes(got)
        ? "No record waited so long: it lies between two of them, and is invented"
        : String(got) === textual
        ? "It is the one at that place when they are sorted as text, where 1000 comes before 20"
        : "Another one stands at that place when they are in ascending order";
      return { happened: `${name}, and it is ${wanted} ms. ${why}`, anomaly: "a wrong quantile" };
    });
  },
};

/** A sender that was held up sent late, and its records waited from their turn on. */
export const fromTheirTurn: Check = {
  id: "from-their-turn",
  claim: "A record waits from its turn on, also while the sender is held up",
  async run(context) {
    const { random } = context;
    const asked = Array.from({ length: 5 }, (): Asked => ({
      samples: heldUp(random, random.int(200, 600)),
      shares: SHARES,
    }));
    return await judge(context, asked, heldUpStory);
  },
};

/** The samples of a load that the harness stalls. */
export const aRealStall: Check = {
  id: "a-real-stall",
  claim: "The quantiles of a real load with a stall in it show the stall",
  async run(context) {
    const samples = await stalledLoad(context);
    return await judge(context, [{ samples, shares: SHARES }], heldUpStory);
  },
};

/** Samples some of which never came back. */
export const neverAcknowledged: Check = {
  id: "never-acknowledged",
  claim: "A record that was never acknowledged counts, and waits for ever",
  async run(context) {
    const { random } = context;
    const asked = Array.from({ length: 5 }, (): Asked => {
      const samples = someWaits(random, random.int(100, 400)).map((wait, at) => ({
        dueMs: at,
        sentMs: at,
        doneMs: random.int(0, 9) === 0 ? undefined : at + wait,
      }));
      return { samples, shares: SHARES };
    });
    return await judge(context, asked, ({ samples, share, got, wanted }) => {
      const lost = samples.filter(({ doneMs }) => doneMs === undefined).length;
      return {
        happened: `${lost} of ${samples.length} records were never acknowledged, and you gave ` +
          `${got} ms as the quantile at ${share} where it is ${wanted}. Whoever leaves out what ` +
          `never came back measures best when most of it is lost`,
        anomaly: "survivors only",
      };
    });
  },
};

/** A sender with one record under way, which stood still for a while. */
function heldUp(random: Random, count: number): Sample[] {
  const stallAt = random.int(Math.floor(count / 4), Math.floor(count / 2));
  const stallMs = random.int(500, 1500);
  let freeMs = 0;
  return Array.from({ length: count }, (_, at) => {
    const dueMs = at * 5;
    const sentMs = Math.max(dueMs, freeMs);
    const tookMs = at === stallAt ? stallMs : random.int(1, 4);
    freeMs = sentMs + tookMs;
    return { dueMs, sentMs, doneMs: freeMs };
  });
}

/** 150 records of one sender, a fifth of which had their turn while the broker was silent. */
export async function stalledLoad(context: CheckContext): Promise<readonly Sample[]> {
  const { random, signal } = context;
  const topic = await context.topic("stall");
  const objective = randomObjective(random, "latency");
  await using link = await openLink(context, ourTuning(objective), 0);
  const load = { topic, signal, valueOf: payloads(random, "text", 1000) };
  // The first request has to find the leader: that is not what is measured.
  await link.producer.send({ topic, value: load.valueOf(0) });
  const running = oneAtATime(link.producer, { ...load, perSecond: 200, forMs: 750 });
  const timers = [
    setTimeout(() => {
      const held = link.hold();
      timers.push(setTimeout(() => void held.end(), 200));
    }, 200),
  ];
  try {
    return await running;
  } finally {
    timers.forEach((timer) => clearTimeout(timer));
  }
}

interface Miss {
  readonly samples: readonly Sample[];
  readonly share: number;
  readonly got: number;
  readonly wanted: number;
}

function heldUpStory({ samples, share, got, wanted }: Miss) {
  const late = samples.filter(({ dueMs, sentMs }) => sentMs > dueMs + 1).length;
  const fromSent = samples.map(({ sentMs, doneMs }) => doneMs! - sentMs);
  const [sentQuantile] = quantilesOf(fromSent, [share]);
  const why = Math.abs(got - sentQuantile!) < 1e-6
    ? "You count from when it was sent. Who waits in the queue before the sender is a customer " +
      "too: while one record was stuck, others had their turn, and none of them shows"
    : "Count from its turn to its acknowledgement";
  return {
    happened: `${late} of ${samples.length} records were sent after their turn, for the sender ` +
      `was held up. You gave ${round(got)} ms as the quantile at ${share}, and it is ` +
      `${round(wanted)} ms. ${why}`,
    anomaly: "coordinated omission",
  };
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}

async function judge(
  context: CheckContext,
  asked: readonly Asked[],
  story: (miss: Miss) => Pick<Fail, "happened" | "anomaly">,
) {
  const subject = await context.subject();
  const calls = asked.map(({ samples, shares }) => [samples, shares]);
  const outcomes = await subject.outcomes("quantiles", calls);
  let count = 0;
  for (const [at, outcome] of outcomes.entries()) {
    const { samples, shares } = asked[at]!;
    const got = numbersOf(subject.valueOf("quantiles", outcome), shares.length);
    if (isFail(got)) return got;
    const wanted = quantiles(samples, shares);
    const wrong = shares.findIndex((_, index) => !isSame(got[index]!, wanted[index]!));
    count += shares.length;
    if (wrong === -1) continue;
    const miss = { samples, share: shares[wrong]!, got: got[wrong]!, wanted: wanted[wrong]! };
    return fail({
      ...story(miss),
      evidence: { samples: samples.length, share: miss.share, got: miss.got, wanted: miss.wanted },
    });
  }
  return pass({ quantiles: count });
}

/** Differences of times may round in either direction. */
function isSame(got: number, wanted: number): boolean {
  return got === wanted || Math.abs(got - wanted) < 1e-6;
}

function numbersOf(value: unknown, count: number): readonly number[] | Fail {
  const isRight = Array.isArray(value) && value.length === count &&
    value.every((each) => typeof each === "number");
  if (isRight) return value;
  return fail({
    happened: `quantiles() was asked for ${count} shares and did not return ${count} numbers`,
    anomaly: "no quantiles",
    evidence: { returned: String(JSON.stringify(value)).slice(0, 200) },
  });
}
