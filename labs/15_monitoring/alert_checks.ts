import type { Random } from "../../lib/core/mod.ts";
import {
  type Check,
  type CheckContext,
  type Fail,
  pass,
  type Verdict,
} from "../../lib/workshop/mod.ts";
import { alertsOf, NoAnswer } from "./asked.ts";
import { wrongAlert } from "./judging.ts";
import {
  burst,
  deserted,
  handedOn,
  inBatches,
  lingering,
  type Plan,
  quiet,
  sawtooth,
  startedOver,
  starved,
  stuck,
  throttled,
} from "./plans.ts";
import { beginningsOf } from "./samples.ts";
import { seriesOf, type WatchedGroup, watchGroups } from "./watch_groups.ts";

/** Groups that are throttled, deserted, starved, stuck in one partition, and set back. */
export const findsIncidents: Check = {
  id: "finds-incidents",
  claim: "Each incident of a running cluster is found, in time, and none is made up before it",
  run: (context) => judged(context, { plans: incidents(context.random), seconds: 100 }),
};

/** Groups whose offsets look alarming, and who keep nobody waiting. */
export const noFalseAlarms: Check = {
  id: "no-false-alarms",
  claim: "Bursts, rare commits and quiet topics wake nobody",
  run: (context) => judged(context, { plans: harmless(context.random), seconds: 90 }),
};

/** A wait that goes up and down across the limit, and one that stays between the two for long. */
export const oneAlertEach: Check = {
  id: "one-alert-each",
  claim: "An incident is one alert, from its beginning to its end",
  async run(context) {
    const { random } = context;
    const verdict = await judged(context, { plans: upAndDown(random), seconds: 120 });
    if (verdict.verdict !== "pass") return verdict;
    return await judged(context, { plans: lastingOnes(random), seconds: 370, most: 4 });
  },
};

function incidents(random: Random): Plan[] {
  const rate = random.int(20, 40);
  const from = random.int(8, 16);
  const to = random.int(5, 12);
  const lasting = (least: number, most: number) => {
    const begin = random.int(12, 25);
    return { from: begin, until: begin + random.int(least, most) };
  };
  return [
    deserted({ every: random.int(4, 8), gone: random.int(15, 30) }),
    throttled({
      rate,
      capacity: Math.round(rate * (0.2 + 0.1 * random.next())),
      span: { from, until: from + 58 },
    }),
    starved({ rate: random.int(3, 10), span: lasting(45, 55) }),
    stuck({
      rate: random.int(5, 20),
      partitions: 3,
      partition: random.int(1, 2),
      span: lasting(45, 55),
    }),
    startedOver({ rate: random.int(5, 20), at: to + random.int(46, 54), to }),
  ];
}

function harmless(random: Random): Plan[] {
  const last = random.int(10, 20);
  return [
    burst({
      rate: random.int(5, 15),
      records: random.int(4000, 6000),
      at: random.int(15, 40),
      capacity: random.int(500, 700),
    }),
    // No record waits longer than a commit does, and the waits of all partitions are not one wait.
    inBatches({ rate: random.int(20, 30), partitions: 3, commitEvery: random.int(16, 20) }),
    quiet({ name: "refunds", last }),
    quiet({ name: "surveys", last, gone: last + random.int(2, 10) }),
  ];
}

function upAndDown(random: Random): Plan[] {
  const begin = random.int(10, 30);
  return [
    sawtooth({
      rate: random.pick([10, 15, 20]),
      from: random.int(10, 14),
      commitEvery: 10,
      share: 0.4,
      climb: 44,
      stay: 40,
    }),
    starved({ rate: random.int(3, 10), span: { from: begin, until: begin + random.int(45, 55) } }),
    // When the first partition goes on, the other one has waited for 22 s, and waits for 27 at most:
    // too short to begin an incident, too long to end one.
    handedOn({
      rate: random.int(5, 15),
      first: { from: begin, until: begin + 46 },
      second: { from: begin + 24, until: begin + 50 },
    }),
  ];
}

/** Longer than any window that a monitor is likely to look at. */
function lastingOnes(random: Random): Plan[] {
  return [
    lingering({ from: random.int(8, 16), stay: 320 }),
    deserted({ every: random.int(4, 8), gone: random.int(15, 30) }),
  ];
}

async function judged(
  context: CheckContext,
  { plans, seconds, most }: {
    readonly plans: readonly Plan[];
    readonly seconds: number;
    readonly most?: number;
  },
): Promise<Verdict> {
  const { random } = context;
  const groups = await watchGroups(context, { plans, seconds, looksAt: nowAndThen(random, most) });
  try {
    const on = await alertsOfAll(context, groups);
    for (const [at, group] of groups.entries()) {
      const problem = wrongAlert(group, on[at]!);
      if (problem !== undefined) return await asRemembered(context, group, problem);
    }
    const looks = groups[0]!.looks.length;
    return pass({ groups: groups.length, looks, topics: groups.map(({ topic }) => topic).join() });
  } catch (error) {
    if (error instanceof NoAnswer) return error.verdict;
    throw error;
  }
}

/** Asks of all groups after each look, in one process, as a monitor does. */
async function alertsOfAll(
  context: CheckContext,
  groups: readonly WatchedGroup[],
): Promise<boolean[][]> {
  const looks = groups.map(looksOf);
  const asked = groups[0]!.looks.flatMap((_, look) => looks.map((each) => each[look]!));
  const on = await alertsOf(await context.subject(), asked);
  return groups.map((_, at) => on.filter((_, call) => call % groups.length === at));
}

/** A problem that is gone when no other group is asked about comes from what was remembered. */
async function asRemembered(
  context: CheckContext,
  group: WatchedGroup,
  problem: Fail,
): Promise<Fail> {
  await using subject = await context.subject();
  const alone = await alertsOf(subject, looksOf(group));
  if (wrongAlert(group, alone) !== undefined) return problem;
  return {
    ...problem,
    happened: `${problem.happened}. Asked of this group alone alert() is right: something of ` +
      "another group was remembered. One process watches all groups, and starts anew now and then: " +
      "the series that it is given must be all that it knows",
    anomaly: "state of another group",
  };
}

/** Looks one to three seconds apart, or two to four, and so on. */
export function nowAndThen(random: Random, most = 3): (second: number) => boolean {
  let next = random.int(1, most);
  return (second) => {
    if (second < next) return false;
    next = second + random.int(most - 2, most);
    return true;
  };
}

/** What was known after each look at a group. */
export function looksOf(group: WatchedGroup) {
  const series = seriesOf(group);
  return beginningsOf(group.looks).map((looks) => {
    return series.map((samples) => samples.slice(0, looks.length));
  });
}
