import type { Random } from "../../lib/core/mod.ts";
import { type Check, type CheckContext, pass } from "../../lib/workshop/mod.ts";
import { openLink } from "./link.ts";
import { oneAtATime } from "./load.ts";
import { ourTuning, randomObjective } from "./objectives.ts";
import { payloads } from "./payloads.ts";
import type { Sample } from "./samples.ts";
import { isFail } from "./tunings.ts";
import { type Given, numbersFor, wrongQuantile } from "./wrong_quantile.ts";

const SHARES = [0, 0.5, 0.9, 0.95, 0.99, 0.999, 1];
const STALL_MS = 200;
const STALL = `Produce requests were held back for ${STALL_MS} ms`;

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
    const asked = [1, 3, 10, 100, 101, 999, 2000].map((count, list): Asked => ({
      // The first one is done at once, and 0 is a time as any other.
      samples: [0, ...someWaits(random, count - 1)].map((wait, at) => ({
        dueMs: at * 5,
        sentMs: at * 5,
        doneMs: at * 5 + wait,
      })),
      shares: list % 2 === 0 ? SHARES : SHARES.toReversed(),
    }));
    return await judge(context, asked, (samples) => `Of ${samples.length} waits`);
  },
};

/** A sender that was held up sent late, and its records waited from their turn on. */
export const fromTheirTurn: Check = {
  id: "from-their-turn",
  claim: "A record waits from its turn on, also while the sender is held up",
  async run(context) {
    const { random } = context;
    const asked = Array.from({ length: 5 }, (): Asked => ({
      samples: heldUpSamples(random, random.int(200, 600)),
      shares: SHARES,
    }));
    return await judge(context, asked, heldUp);
  },
};

/** The samples of a load that the harness stalls. */
export const aRealStall: Check = {
  id: "a-real-stall",
  claim: "The quantiles of a real load with a stall in it show the stall",
  async run(context) {
    const samples = await stalledLoad(context);
    const verdict = await judge(context, [{ samples, shares: SHARES }], heldUp);
    return verdict.verdict === "fail" ? { ...verdict, fault: STALL } : verdict;
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
    return await judge(context, asked, (samples) => {
      const lost = samples.filter(({ doneMs }) => doneMs === undefined).length;
      return `${lost} of ${samples.length} records were never acknowledged, and`;
    });
  },
};

/** A sender with one record under way, which stood still for a while. */
function heldUpSamples(random: Random, count: number): Sample[] {
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
      timers.push(setTimeout(() => void held.end(), STALL_MS));
    }, 200),
  ];
  try {
    return await running;
  } finally {
    timers.forEach((timer) => clearTimeout(timer));
  }
}

function heldUp(samples: readonly Sample[]): string {
  const late = samples.filter(({ dueMs, sentMs }) => sentMs > dueMs + 1).length;
  return `${late} of ${samples.length} records were sent after their turn, for the sender was held ` +
    "up, and";
}

async function judge(
  context: CheckContext,
  asked: readonly Asked[],
  about: (samples: readonly Sample[]) => string,
) {
  const subject = await context.subject();
  const calls = asked.map(({ samples, shares }) => [samples, shares]);
  const outcomes = await subject.outcomes("quantiles", calls);
  const given: Given[] = [];
  for (const [at, outcome] of outcomes.entries()) {
    const { samples, shares } = asked[at]!;
    const got = numbersFor(shares, subject.valueOf("quantiles", outcome));
    if (isFail(got)) return got;
    given.push({ samples, shares, got, about: about(samples) });
  }
  const quantiles = asked.reduce((sum, { shares }) => sum + shares.length, 0);
  return wrongQuantile(given) ?? pass({ quantiles });
}
