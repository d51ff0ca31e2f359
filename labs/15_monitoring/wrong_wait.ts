import { type Fail, fail } from "../../lib/workshop/mod.ts";
import { seconds, told, type Wait, waitOf } from "./samples.ts";
import type { Sample } from "./stub.ts";

/** Seconds by which floating-point numbers may differ. */
const ROUNDING = 0.002;

/** What `lagSeconds` said of some samples. */
export interface Answer {
  readonly samples: readonly Sample[];
  readonly given: number | undefined;
}

/** An answer that says a number where another one is right. */
interface Miss {
  readonly samples: readonly Sample[];
  readonly given: number;
  readonly wait: Exclude<Wait, "unknown">;
}

/** What is wrong about the first wrong answer, if one is. */
export function wrongWait(
  answers: readonly Answer[],
  evidenceOf: (samples: readonly Sample[]) => Fail["evidence"] = () => ({}),
): Fail | undefined {
  const wrong = answers.filter((answer) => !isRight(answer));
  const [first] = wrong;
  if (first === undefined) return undefined;
  const { samples, given } = first;
  const wait = waitOf(samples);
  const facts = { ...evidenceOf(samples), given: given ?? "undefined", samples: told(samples) };
  if (wait === "unknown") return madeUp(samples, given!, facts);
  if (given === undefined) return nothingSaid(samples, wait.most, facts);
  if (wait.most === 0) return nobodyWaits(given, facts);
  return fail({
    happened: `The oldest unread record has waited ${between(wait)}, and you say ` +
      `${seconds(given)}. ${whyWrong(wrong.flatMap(missOf))}`,
    anomaly: "a wrong wait",
    evidence: { ...facts, waited: between(wait) },
  });
}

function isRight({ samples, given }: Answer): boolean {
  const wait = waitOf(samples);
  if (wait === "unknown") return given === undefined;
  if (given === undefined) return false;
  return given >= wait.least - ROUNDING && given <= wait.most + ROUNDING;
}

function missOf({ samples, given }: Answer): Miss[] {
  const wait = waitOf(samples);
  return wait === "unknown" || wait.most === 0 || given === undefined
    ? []
    : [{ samples, given, wait }];
}

function madeUp(samples: readonly Sample[], given: number, evidence: Fail["evidence"]): Fail {
  return fail({
    happened: `The record at offset ${samples.at(-1)!.committedOffset} was there and unread in ` +
      `the first sample, and you say that it has waited ${seconds(given)}. It can have waited ` +
      "for days: a figure that is made up is worse than none",
    anomaly: "an invented wait",
    evidence,
  });
}

function nothingSaid(
  samples: readonly Sample[],
  most: number,
  evidence: Fail["evidence"],
): Fail {
  const { endOffset, committedOffset } = samples[0]!;
  const since = endOffset > committedOffset
    ? ". What was unread in the first sample is read by now, and counts no more"
    : "";
  return fail({
    happened: most === 0
      ? "The group has read everything, and you say that nobody can tell how long somebody waits: " +
        `nobody does, which is 0${since}`
      : "Samples from before and from after the oldest unread record was written are there, and you " +
        `say that nobody can tell${since}`,
    anomaly: "no wait where there is one",
    evidence,
  });
}

function nobodyWaits(given: number, evidence: Fail["evidence"]): Fail {
  return fail({
    happened: `The group has read everything, and you say that somebody has waited for ` +
      `${seconds(given)}. Offsets that stand still say that nothing comes, not that anything waits`,
    anomaly: "waiting without anybody who waits",
    evidence,
  });
}

/** Where wrong numbers may come from: each says so if it fits all of them, and not one by chance. */
const SOURCES: readonly { readonly fits: (miss: Miss) => boolean; readonly says: string }[] = [
  {
    fits: ({ samples }) => samples.at(-1)!.committedOffset > Number.MAX_SAFE_INTEGER,
    says:
      "It is wrong only where offsets are so large that a number can't tell one from the next. " +
      "Compare them as the bigints that they are; only what lies between two is small enough",
  },
  {
    fits: ({ samples, given }) => isNear(given, unreadIn(samples)),
    says: "That is how many records are unread, and records are no seconds",
  },
  {
    fits: ({ samples, given }) => isNear(given, unreadIn(samples) / rateOf(samples)),
    says: "That is unread records by records a second: it takes those that come now for those " +
      "that wait, and after a pause or a burst it has nothing to do with them",
  },
  {
    fits: ({ samples, given }) => isNear(given, ageOf(samples, stoodFrom(samples))),
    says: "That is since when the committed offset has not moved. A group that moves can be far " +
      "behind, and one that stands still can have nothing to do",
  },
  {
    fits: ({ samples, given }) => isNear(given, ageOf(samples, asLongAs(samples))),
    says: "That is since when the log was as long as the offset that the group reads next. The " +
      "record at that offset came after that: a pause before it is no part of its wait",
  },
  {
    fits: ({ given, wait }) => given >= 1000 * wait.least && given <= 1000 * wait.most,
    says: "Those are milliseconds",
  },
];

function whyWrong(misses: readonly Miss[]): string {
  return SOURCES.find(({ fits }) => misses.every(fits))?.says ??
    "Ask when the end of the log went past the offset that the group reads next";
}

function isNear(given: number, value: number): boolean {
  return Math.abs(given - value) < 0.01 * Math.max(1, Math.abs(value));
}

function unreadIn(samples: readonly Sample[]): number {
  const { endOffset, committedOffset } = samples.at(-1)!;
  return Number(endOffset - committedOffset);
}

/** Records a second between the first sample and the last. */
function rateOf(samples: readonly Sample[]): number {
  const [first, last] = [samples[0]!, samples.at(-1)!];
  return Number(last.endOffset - first.endOffset) / ((last.atMs - first.atMs) / 1000);
}

/** The first sample from which on the committed offset did not move. */
function stoodFrom(samples: readonly Sample[]): Sample {
  const { committedOffset } = samples.at(-1)!;
  return samples[samples.findLastIndex((each) => each.committedOffset !== committedOffset) + 1]!;
}

/** The first sample in which the log had the offset that is read next as its end, or was longer. */
function asLongAs(samples: readonly Sample[]): Sample {
  const { committedOffset } = samples.at(-1)!;
  return samples.find(({ endOffset }) => endOffset >= committedOffset)!;
}

function ageOf(samples: readonly Sample[], { atMs }: Sample): number {
  return (samples.at(-1)!.atMs - atMs) / 1000;
}

function between({ least, most }: Exclude<Wait, "unknown">): string {
  return `${seconds(least).replace(" s", "")} to ${seconds(most)}`;
}
