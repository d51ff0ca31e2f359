import { type Check, type CheckContext, type Fail, fail, pass } from "../../lib/workshop/mod.ts";
import { lagsOf, NoAnswer } from "./asked.ts";
import { history, type HistoryOptions } from "./histories.ts";
import { beginningsOf, seconds, told, type Wait, waitOf } from "./samples.ts";
import type { Sample } from "./stub.ts";

const HISTORIES = 12;
const SAMPLES = 40;
/** Seconds by which floating-point numbers may differ. */
const ROUNDING = 0.002;

/** The age of one record, not a count of many. */
export const oldestUnread: Check = {
  id: "oldest-unread",
  claim: "The wait is the age of the oldest unread record, as close as the samples tell",
  run: (context) =>
    overHistories(context, ["falls behind", "starts over"], (wait) => {
      return wait !== "unknown" && wait.most > 0;
    }),
};

/** Offsets that stand still because there is nothing to do. */
export const nothingUnread: Check = {
  id: "nothing-unread",
  claim: "A group that has read everything keeps nobody waiting, however quiet it is",
  run: (context) =>
    overHistories(context, ["keeps up", "falls behind"], (wait) => {
      return wait !== "unknown" && wait.most === 0;
    }),
};

/** A monitor that was started late. */
export const nobodyCanTell: Check = {
  id: "nobody-can-tell",
  claim: "Of a record that was unread before the first sample it says that nobody can tell",
  run: (context) =>
    overHistories(context, ["falls behind"], (wait) => wait === "unknown", { before: 2000 }),
};

async function overHistories(
  context: CheckContext,
  groups: readonly HistoryOptions["group"][],
  isAsked: (wait: Wait) => boolean,
  options: Pick<HistoryOptions, "before"> = {},
) {
  const { random } = context;
  const asked = Array.from({ length: HISTORIES }, () => {
    const samples = history(random, { ...options, samples: SAMPLES, group: random.pick(groups) });
    return beginningsOf(samples).filter((beginning) => isAsked(waitOf(beginning)));
  }).flat();
  try {
    const given = await lagsOf(await context.subject(), asked);
    const wrong = asked.map((samples, at) => wrongWait(samples, given[at]))
      .find((problem) => problem !== undefined);
    return wrong ?? pass({ histories: HISTORIES, asked: asked.length });
  } catch (error) {
    if (error instanceof NoAnswer) return error.verdict;
    throw error;
  }
}

/** What is wrong about an answer, if anything is. */
export function wrongWait(
  samples: readonly Sample[],
  given: number | undefined,
  evidence: Fail["evidence"] = {},
): Fail | undefined {
  const wait = waitOf(samples);
  const facts = { ...evidence, given: given ?? "undefined", samples: told(samples) };
  if (wait === "unknown") {
    if (given === undefined) return undefined;
    return fail({
      happened: `The record at offset ${samples.at(-1)!.committedOffset} was there and unread in ` +
        `the first sample, and you say that it has waited ${seconds(given)}. It can have waited ` +
        "for days: a figure that is made up is worse than none",
      anomaly: "an invented wait",
      evidence: facts,
    });
  }
  if (given === undefined) return nothingSaid(wait.most, facts);
  if (given >= wait.least - ROUNDING && given <= wait.most + ROUNDING) return undefined;
  if (wait.most === 0) {
    return fail({
      happened: `The group has read everything, and you say that somebody has waited for ` +
        `${
          seconds(given)
        }. Offsets that stand still say that nothing comes, not that anything waits`,
      anomaly: "waiting without anybody who waits",
      evidence: facts,
    });
  }
  return fail({
    happened: `The oldest unread record has waited ${between(wait)}, and you say ` +
      `${seconds(given)}. ${whyWrong(samples, given)}`,
    anomaly: "a wrong wait",
    evidence: { ...facts, waited: between(wait) },
  });
}

function nothingSaid(most: number, evidence: Fail["evidence"]): Fail {
  return fail({
    happened: most === 0
      ? "The group has read everything, and you say that nobody can tell how long somebody waits: " +
        "nobody does, which is 0"
      : "Samples from before and from after the oldest unread record was written are there, and you " +
        "say that nobody can tell",
    anomaly: "no wait where there is one",
    evidence,
  });
}

/** A guess at where a wrong number comes from. */
function whyWrong(samples: readonly Sample[], given: number): string {
  const { atMs, endOffset, committedOffset } = samples.at(-1)!;
  const isNear = (value: number) => Math.abs(given - value) < 0.01 * Math.max(1, Math.abs(value));
  const unread = Number(endOffset - committedOffset);
  if (isNear(unread)) return "That is how many records are unread, and records are no seconds";
  const rate = rateOf(samples);
  if (rate > 0 && isNear(unread / rate)) {
    return "That is unread records by records a second: it takes those that come now for those " +
      "that wait, and after a pause or a burst it has nothing to do with them";
  }
  const since = samples.findLast((sample) => sample.committedOffset !== committedOffset);
  const stood = samples[since === undefined ? 0 : samples.indexOf(since) + 1]!;
  if (isNear((atMs - stood.atMs) / 1000)) {
    return "That is since when the committed offset has not moved. A group that moves can be far " +
      "behind, and one that stands still can have nothing to do";
  }
  const { least, most } = waitOf(samples) as Exclude<Wait, "unknown">;
  if (given >= 900 && given >= 1000 * least && given <= 1000 * most) {
    return "Those are milliseconds";
  }
  return "Ask when the end of the log went past the offset that the group reads next";
}

/** Records a second between the first sample and the last. */
function rateOf(samples: readonly Sample[]): number {
  const [first, last] = [samples[0]!, samples.at(-1)!];
  return Number(last.endOffset - first.endOffset) / ((last.atMs - first.atMs) / 1000);
}

function between({ least, most }: { readonly least: number; readonly most: number }): string {
  return `${seconds(least).replace(" s", "")} to ${seconds(most)}`;
}
