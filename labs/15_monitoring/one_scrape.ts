import type { LabContext } from "../../lib/workshop/mod.ts";
import { lagsOf, NoAnswer } from "./asked.ts";
import { seconds, waitOf } from "./samples.ts";
import { seriesOf, type WatchedGroup } from "./watch_groups.ts";

const SHOWN = ["kafka_consumer_lag", "kafka_consumer_lag_seconds", "kafka_consumer_group_members"];

/** The last scrape beside what the harness counted and what stands in the log. */
export async function oneScrape(
  context: LabContext,
  groups: readonly WatchedGroup[],
): Promise<void> {
  const { screen, author } = context;
  screen.heading("2. One scrape");
  const letters = groups[1]!;
  screen.say("What the monitor answered at the end, of the group that nobody is in:");
  screen.line();
  for (const line of letters.scrape.linesOf(SHOWN, letters.groupId)) {
    screen.line(`  ${line.replace(/topic="[^"]*",/, "")}`);
  }
  screen.line();
  const rows = [];
  const subject = await context.subject();
  for (const group of groups) {
    const { gauge, counted, waitSeconds } = group.looks.at(-1)!.partitions[0]!;
    rows.push([
      group.plan.name,
      gauge.lag,
      counted,
      gauge.seconds === undefined ? "?" : seconds(gauge.seconds),
      seconds(waitSeconds),
      await yours(subject, group),
    ]);
  }
  screen.table([
    { title: "group" },
    { title: "lag scraped", align: "right" },
    { title: "counted", align: "right" },
    { title: "wait scraped", align: "right" },
    { title: "by the log", align: "right" },
    { title: author === "you" ? "your lagSeconds" : "lagSeconds", align: "right" },
  ], rows);
  screen.line();
  screen.say(`No offset tells a time. ${whereFrom(letters)}`);
}

async function yours(
  subject: Parameters<typeof lagsOf>[0],
  group: WatchedGroup,
): Promise<string> {
  try {
    const [given] = await lagsOf(subject, [seriesOf(group)[0]!]);
    return given === undefined ? "undefined" : seconds(given);
  } catch (error) {
    if (error instanceof NoAnswer) return error.verdict.anomaly;
    throw error;
  }
}

/** How two looks give the time at which a record was written. */
function whereFrom(group: WatchedGroup): string {
  const samples = seriesOf(group)[0]!;
  const { committedOffset: next, endOffset } = samples.at(-1)!;
  const after = samples.findIndex((sample) => sample.endOffset > next);
  if (endOffset <= next || after < 1) return "";
  const [from, to] = [after - 1, after].map((at) => ({ ...samples[at]!, ...group.looks[at]! }));
  const wait = waitOf(samples) as { readonly least: number; readonly most: number };
  return `But ${group.plan.name} will read offset ${next} next; at ${
    from!.second
  } s its log ended ` +
    `at ${from!.endOffset}, at ${to!.second} s at ${
      to!.endOffset
    }. So this record was written in ` +
    `between, ${wait.least} to ${wait.most} seconds before the end. To remember where the log ended ` +
    "when is all it takes, and it is right for any rate, after any pause.";
}
