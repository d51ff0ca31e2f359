import type { LabContext } from "../../lib/workshop/mod.ts";
import { secondsAxis, sparkline } from "./chart.ts";
import { burst, deserted, inBatches, throttled } from "./plans.ts";
import { seconds } from "./samples.ts";
import { RAISE_SECONDS } from "./stub.ts";
import { type WatchedGroup, watchGroups } from "./watch_groups.ts";

/** How long the groups are watched, by the lab's clock. */
export const SECONDS = 100;
const EVERY = 2;
/** What many take for a limit: records. */
export const MANY = 1000;

const PLANS = [
  throttled({ rate: 40, capacity: 10, span: { from: 20, until: 64 }, afterwards: 160 }),
  deserted({ every: 8, gone: 26 }),
  burst({ rate: 10, records: 6000, at: 40, capacity: 600 }),
  inBatches({ rate: 60, commitEvery: 20 }),
];

/** Four groups in one hour of trouble: how many records wait, and how long. */
export async function fourGroups(context: LabContext): Promise<WatchedGroup[]> {
  const { screen } = context;
  screen.heading("1. Four groups");
  screen.say(
    `Real topics, groups and consumers, for ${SECONDS} seconds of the lab's clock, which goes on ` +
      "as soon as everybody has done a second's work. The project's own monitor looks at them " +
      `every ${EVERY} seconds.`,
  );
  screen.line();
  for (const { name, story } of PLANS) screen.say(`${name.padEnd(9)} ${story}`, "  ");
  await context.predict({
    id: "longest",
    question: "In which of them does somebody wait longest?",
    choices: [
      "prices, where some 4,000 records are unread",
      "report, with 1,200 unread again and again",
      "invoices, with more than 1,000",
      "letters, with a dozen",
    ],
  });
  const groups = await watchGroups(context, {
    plans: PLANS,
    seconds: SECONDS,
    looksAt: (second) => second % EVERY === 0,
  });
  picture(context, groups);
  const longest = groups.toSorted((a, b) => longestOf(b) - longestOf(a))[0]!;
  await context.seen(
    "longest",
    `${longest.plan.name}: ${most(longest)} records at most, and ${seconds(longestOf(longest))}. ` +
      "Nobody is in that group, and few records come, so that its lag is the smallest of all. The " +
      `burst was the largest, and over in ${seconds(longestOf(groups[2]!))}`,
  );
  return groups;
}

function picture(context: LabContext, groups: readonly WatchedGroup[]): void {
  const { screen } = context;
  const columns = groups[0]!.looks.length;
  const full = Math.max(...groups.map(most));
  const fullSeconds = Math.max(...groups.map(longestOf));
  screen.line();
  screen.line(screen.pen.bold("Unread records"));
  for (const group of groups) {
    const line = sparkline(group.looks.map(({ unread }) => unread), full);
    screen.line(lane(group, line, `${most(group).toLocaleString("en-US")} at most`));
  }
  screen.line(`${" ".repeat(10)}${screen.pen.dim(secondsAxis(columns, SECONDS))}`);
  screen.line();
  screen.line(
    screen.pen.bold("Seconds that the oldest of them has waited, by its time in the log"),
  );
  for (const group of groups) {
    const line = sparkline(group.looks.map(({ waitSeconds }) => waitSeconds), fullSeconds);
    screen.line(lane(group, line, `${seconds(longestOf(group))} at most`));
  }
  screen.line(`${" ".repeat(10)}${screen.pen.dim(secondsAxis(columns, SECONDS))}`);
  screen.line();
  screen.table(
    [
      { title: "group" },
      { title: `rings at ${MANY} records` },
      { title: `rings at ${RAISE_SECONDS} s` },
      { title: "members at the end", align: "right" },
    ],
    groups.map((group) => [
      group.plan.name,
      firstAt(group, ({ unread }) => unread > MANY),
      firstAt(group, ({ waitSeconds }) => waitSeconds > RAISE_SECONDS),
      group.scrape.value("kafka_consumer_group_members", { group: group.groupId }),
    ]),
  );
}

function lane({ plan }: WatchedGroup, line: string, end: string): string {
  return `${plan.name.padEnd(10)}${line}  ${end}`;
}

function firstAt({ looks }: WatchedGroup, holds: (look: WatchedGroup["looks"][number]) => boolean) {
  const times = looks.filter((look, at) => holds(look) && !(at > 0 && holds(looks[at - 1]!)));
  if (times.length === 0) return "never";
  return `at ${times.map(({ second }) => second).join(", ")} s`;
}

function most({ looks }: WatchedGroup): number {
  return Math.max(...looks.map(({ unread }) => unread));
}

function longestOf({ looks }: WatchedGroup): number {
  return Math.max(...looks.map(({ waitSeconds }) => waitSeconds));
}
