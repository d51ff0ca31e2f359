import { type Fail, fail } from "../../lib/workshop/mod.ts";
import { seconds } from "./samples.ts";
import { CLEAR_SECONDS, RAISE_SECONDS } from "./stub.ts";
import type { Look, WatchedGroup } from "./watch_groups.ts";

/** How far from a limit, in seconds, is judged neither way. */
export const LEEWAY = 5;

/** What is wrong about an alert that was on or off after each look at a group, if anything is. */
export function wrongAlert(group: WatchedGroup, on: readonly boolean[]): Fail | undefined {
  const worst = Math.max(...group.looks.map(({ waitSeconds }) => waitSeconds));
  const isIncident = worst >= RAISE_SECONDS + LEEWAY;
  let since = 0;
  for (const [at, look] of group.looks.entries()) {
    const before = at > 0 && on[at - 1]!;
    if (!before) since = look.second;
    const problem = on[at]!
      ? wronglyOn(group, look, { before, isIncident })
      : wronglyOff(group, look, { before, since, later: on.indexOf(true, at) });
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function wronglyOn(
  group: WatchedGroup,
  look: Look,
  { before, isIncident }: { readonly before: boolean; readonly isIncident: boolean },
): Fail | undefined {
  const { waitSeconds: wait, unread } = look;
  const { name, story } = group.plan;
  if (!before && wait <= RAISE_SECONDS - LEEWAY) {
    const harmless = isIncident ? "" : `What happened, ${story}, hurts nobody. `;
    const happened =
      `In group ${name} no record had waited longer than ${seconds(wait)} at second ` +
      `${look.second}, with ${unread} unread, and the alert went on. ${harmless}Whoever is woken ` +
      "for nothing three times does not get up the fourth time";
    return failAt(group, look, { happened, anomaly: "false alarm" });
  }
  if (!before || wait > CLEAR_SECONDS - LEEWAY) return undefined;
  const happened = `In group ${name} no record waited longer than ${seconds(wait)} any more at ` +
    `second ${look.second}, and the alert is still on: an alert that doesn't end hides the next`;
  return failAt(group, look, { happened, anomaly: "an alert without an end" });
}

function wronglyOff(
  group: WatchedGroup,
  look: Look,
  { before, since, later }: {
    readonly before: boolean;
    readonly since: number;
    readonly later: number;
  },
): Fail | undefined {
  const { waitSeconds: wait, unread } = look;
  const { name } = group.plan;
  if (before && wait >= CLEAR_SECONDS + LEEWAY) {
    const happened =
      `In group ${name} the alert went off at second ${look.second}, when a record ` +
      `had waited ${seconds(wait)}, in the middle of an incident. It went on at second ${since}, ` +
      `and the incident lasts until none waits longer than ${CLEAR_SECONDS} s, however long that ` +
      "takes. One incident comes as many alerts, each with a message that all is well again";
    return failAt(group, look, { happened, anomaly: "an alert that comes and goes" });
  }
  if (wait < RAISE_SECONDS + LEEWAY) return undefined;
  const when = later === -1 ? "is never on" : `goes on at second ${group.looks[later]!.second}`;
  const happened = `In group ${name} a record has waited ${seconds(wait)} at second ` +
    `${look.second}, with ${unread} unread, and the alert is off; it ${when} after that`;
  const anomaly = later === -1 ? "a missed incident" : "an alert that comes too late";
  return failAt(group, look, { happened, anomaly });
}

function failAt(
  group: WatchedGroup,
  look: Look,
  told: { readonly happened: string; readonly anomaly: string },
): Fail {
  return fail({ ...told, evidence: evidenceOf(group, look), fault: group.plan.story });
}

function evidenceOf({ topic, groupId }: WatchedGroup, look: Look): Fail["evidence"] {
  const { partitions, second } = look;
  const worst = partitions.reduce((a, b) => b.waitSeconds > a.waitSeconds ? b : a);
  return {
    topic,
    group: groupId,
    partition: partitions.indexOf(worst),
    offset: worst.sample.committedOffset,
    second,
    waited: seconds(worst.waitSeconds),
  };
}
