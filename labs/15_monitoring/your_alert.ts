import type { LabContext } from "../../lib/workshop/mod.ts";
import { looksOf } from "./alert_checks.ts";
import { alertsOf, NoAnswer } from "./asked.ts";
import { marks, secondsAxis } from "./chart.ts";
import { MANY, SECONDS } from "./four_groups.ts";
import { CLEAR_SECONDS, RAISE_SECONDS } from "./stub.ts";
import type { WatchedGroup } from "./watch_groups.ts";

/** When which alert would have been on: by records, and the learner's. */
export async function yourAlert(
  context: LabContext,
  groups: readonly WatchedGroup[],
): Promise<void> {
  const { screen, author } = context;
  screen.heading(`3. Who is woken, and when: alert() by ${author}`);
  await context.predict({
    id: "rings",
    question: `An alert at ${MANY} unread records: how many of the four does it get right?`,
    choices: ["All four", "Three", "Two", "One"],
  });
  const subject = await context.subject();
  let right = 0;
  for (const group of groups) {
    const byRecords = group.looks.map(({ unread }) => unread > MANY);
    const incident = incidentOf(group);
    if (byRecords.every((on) => !on) === incident.every((on) => !on)) right++;
    const rows: [string, string][] = [
      ["incident", marks(incident)],
      [`> ${MANY.toLocaleString("en-US")}`, marks(byRecords)],
      ["alert()", await yours(subject, group)],
    ];
    screen.line();
    for (const [at, [name, row]] of rows.entries()) {
      screen.line(`${(at === 0 ? group.plan.name : "").padEnd(10)}${name.padEnd(10)}${row}`);
    }
  }
  const axis = secondsAxis(groups[0]!.looks.length, SECONDS);
  screen.line(`${" ".repeat(20)}${screen.pen.dim(axis)}`);
  await context.seen(
    "rings",
    `${
      MANY.toLocaleString("en-US")
    } records are right about ${right} of ${groups.length}, if it is enough that it rings at all; look when it does. It ` +
      "rings at a burst that is over by the time somebody has found their glasses, and at a report " +
      "that does what it always does. It never hears of the letters",
  );
}

/** When an incident was, by the log. */
function incidentOf({ looks }: WatchedGroup): boolean[] {
  let on = false;
  return looks.map(({ waitSeconds }) => on = waitSeconds > (on ? CLEAR_SECONDS : RAISE_SECONDS));
}

async function yours(
  subject: Parameters<typeof alertsOf>[0],
  group: WatchedGroup,
): Promise<string> {
  try {
    return marks(await alertsOf(subject, looksOf(group)));
  } catch (error) {
    if (error instanceof NoAnswer) return error.verdict.happened.slice(0, 50);
    throw error;
  }
}
