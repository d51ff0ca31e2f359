import type { Random } from "../../lib/core/mod.ts";
import { type Check, inconclusive, pass, type Verdict } from "../../lib/workshop/mod.ts";
import { nowAndThen } from "./alert_checks.ts";
import { lagsOf, NoAnswer } from "./asked.ts";
import type { Plan } from "./plans.ts";
import { beginningsOf, seconds, waitOf } from "./samples.ts";
import { seriesOf, type WatchedGroup, watchGroups } from "./watch_groups.ts";
import { wrongWait } from "./wrong_wait.ts";

const PARTITIONS = 2;
const SECONDS = 60;

/** Samples as a monitoring system gets them: from `/metrics`, over HTTP. */
export const scrapedWait: Check = {
  id: "scraped-wait",
  claim: "By what /metrics says of a running group, the wait is that of the record in the log",
  async run(context) {
    const { random } = context;
    const [group] = await watchGroups(context, {
      plans: [fitsAndStarts(random)],
      seconds: SECONDS,
      looksAt: nowAndThen(random),
    });
    const doubt = scrapeProblem(group!);
    if (doubt !== undefined) return doubt;
    const subject = await context.subject();
    const { topic, groupId } = group!;
    for (const [partition, samples] of seriesOf(group!).entries()) {
      const asked = beginningsOf(samples);
      try {
        const given = await lagsOf(subject, asked);
        const answers = asked.map((beginning, at) => ({ samples: beginning, given: given[at] }));
        const problem = wrongWait(answers, (beginning) => ({
          topic,
          group: groupId,
          partition,
          offset: beginning.at(-1)!.committedOffset,
        }));
        if (problem !== undefined) return { ...problem, fault: group!.plan.story };
      } catch (error) {
        if (error instanceof NoAnswer) return error.verdict;
        throw error;
      }
    }
    const scrapes = group!.looks.length;
    return pass({ topic, group: groupId, scrapes, agreeing: scrapes * PARTITIONS });
  },
};

/** Records come for a while, then none; the member's fetches are held back in between. */
function fitsAndStarts(random: Random): Plan {
  const rates = Array.from({ length: PARTITIONS }, () => {
    const rate: number[] = [];
    while (rate.length <= SECONDS) {
      const now = random.pick([0, random.int(1, 4), random.int(10, 60)]);
      rate.push(...Array.from({ length: random.int(3, 10) }, () => now));
    }
    return rate;
  });
  const from = random.int(10, 20);
  // One comes as they begin to be held back: it waits for longer than the last few looks go back.
  rates[random.int(0, PARTITIONS - 1)]![from] = random.int(1, 4);
  return {
    name: "tickets",
    partitions: PARTITIONS,
    story: "records come in fits and starts, and fetches are held back",
    incoming: (second, partition) => rates[partition]![second]!,
    commitEvery: random.int(1, 4),
    held: { from, until: from + random.int(18, 30) },
  };
}

/** Where the scrape and the harness differ: then nothing can be said of the learner's figures. */
export function scrapeProblem({ looks, topic }: WatchedGroup): Verdict | undefined {
  for (const [partition, samples] of partitionsOf(looks).entries()) {
    for (const [at, look] of samples.entries()) {
      const wait = waitOf(samples.slice(0, at + 1).map(({ sample }) => sample));
      const { gauge, counted, waitSeconds } = look;
      const where = `${topic}/${partition}, second ${looks[at]!.second}`;
      if (gauge.lag !== counted) {
        return disagree(`${gauge.lag} unread records in /metrics, ${counted} counted at ${where}`);
      }
      if (wait === "unknown" || gauge.seconds === undefined) {
        return disagree(`/metrics can't tell how long a record waits at ${where}`);
      }
      const isIn = (value: number) => value >= wait.least - 0.01 && value <= wait.most + 0.01;
      if (!isIn(waitSeconds)) return disagree(`the log says ${seconds(waitSeconds)} at ${where}`);
      if (!isIn(gauge.seconds)) {
        return disagree(
          `a wait of ${seconds(gauge.seconds)} in /metrics, ${seconds(waitSeconds)} by the log, ` +
            `at ${where}`,
        );
      }
    }
  }
  return undefined;
}

function partitionsOf(looks: WatchedGroup["looks"]) {
  return Array.from(
    { length: looks[0]!.partitions.length },
    (_, at) => looks.map(({ partitions }) => partitions[at]!),
  );
}

function disagree(what: string): Verdict {
  return inconclusive(
    `The scrape and the harness don't agree: ${what}`,
    "Run it again; if it stays, the workshop is at fault, not your code: report it",
  );
}
