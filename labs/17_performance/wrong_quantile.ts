import { type Fail, fail } from "../../lib/workshop/mod.ts";
import { average, quantiles, quantilesOf, type Sample, waitOf } from "./samples.ts";
import { shown } from "./tunings.ts";

/** What the learner's function said of some samples. */
export interface Given {
  readonly samples: readonly Sample[];
  readonly shares: readonly number[];
  /** One for each share. */
  readonly got: readonly number[];
  /** What there is to be said of these samples, as the beginning of a sentence. */
  readonly about: string;
}

interface Miss {
  readonly share: number;
  readonly got: number;
  readonly wanted: number;
}

/** Samples some of whose quantiles are wrong. */
interface Wrong extends Given {
  readonly misses: readonly Miss[];
}

/** What is wrong about the first quantile that is wrong, if one is. */
export function wrongQuantile(given: readonly Given[]): Fail | undefined {
  const wrong = given.map((each): Wrong => ({ ...each, misses: missesOf(each) }))
    .filter(({ misses }) => misses.length > 0);
  const [first] = wrong;
  if (first === undefined) return undefined;
  const { samples, about, misses: [miss] } = first;
  const { share, got, wanted } = miss!;
  const { says, anomaly } = causeOf(wrong) ?? misplaced(samples, miss!);
  return fail({
    happened: `${about} you gave ${round(got)} ms as the quantile at ${share}, where it is ` +
      `${round(wanted)} ms. ${says}`,
    anomaly,
    evidence: {
      samples: samples.length,
      share,
      got: String(round(got)),
      wanted: String(round(wanted)),
    },
  });
}

function missesOf({ samples, shares, got }: Given): Miss[] {
  const wanted = quantiles(samples, shares);
  return shares.map((share, at): Miss => ({ share, got: got[at]!, wanted: wanted[at]! }))
    .filter((miss) => !isSame(miss.got, miss.wanted));
}

/** Ways to be wrong that have a name; one that is said must explain all that was wrong. */
const CAUSES: readonly {
  readonly values: (samples: readonly Sample[], shares: readonly number[]) => readonly number[];
  readonly says: string;
  readonly anomaly: string;
}[] = [
  {
    values: (samples, shares) => shares.map(() => average(samples.map(waitOf))),
    says: "That is their average, which no record need have waited: a few long waits pull it up, " +
      "many short ones hide them",
    anomaly: "an average for a quantile",
  },
  {
    values: (samples, shares) =>
      quantilesOf(samples.map(({ sentMs, doneMs = Infinity }) => doneMs - sentMs), shares),
    says:
      "You count from when it was sent. Who waits in the queue before the sender is a customer " +
      "too: while one record was stuck, others had their turn, and none of them shows",
    anomaly: "coordinated omission",
  },
  {
    values: (samples, shares) =>
      quantilesOf(samples.map(waitOf).filter((wait) => wait !== Infinity), shares),
    says: "Whoever leaves out what never came back measures best when most of it is lost",
    anomaly: "survivors only",
  },
  {
    values: (samples, shares) => {
      const sorted = samples.map((sample) => String(waitOf(sample))).sort();
      return shares.map((share) =>
        Number(sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)])
      );
    },
    says: "It is the one at that place when they are sorted as text, where 1000 comes before 20",
    anomaly: "sorted as text",
  },
];

function causeOf(wrong: readonly Wrong[]) {
  return CAUSES.find(({ values }) =>
    wrong.every(({ samples, misses }) => {
      const explained = values(samples, misses.map(({ share }) => share));
      return misses.every(({ got }, at) => isSame(got, explained[at]!));
    })
  );
}

/** One of the waits that has another place, or none of them at all. */
function misplaced(samples: readonly Sample[], { share, got }: Miss) {
  const waits = Float64Array.from(samples, waitOf).sort();
  const index = waits.findIndex((wait) => isSame(got, wait));
  const right = Math.min(Math.floor(share * waits.length), waits.length - 1);
  return {
    says: index === -1
      ? "No record waited so long from its turn to its acknowledgement: it lies between two of " +
        "them, or elsewhere, and is invented"
      : `In ascending order that wait stands at index ${index}, and the one of ${share} × ` +
        `${waits.length}, rounded down, at ${right}`,
    anomaly: "a wrong quantile",
  };
}

/** Differences of times may round in either direction. */
function isSame(got: number, wanted: number): boolean {
  return got === wanted || Math.abs(got - wanted) < 1e-6;
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}

/** A number for each share, or what is there in place of one. */
export function numbersFor(shares: readonly number[], value: unknown): readonly number[] | Fail {
  const given = Array.isArray(value) ? value as readonly unknown[] : [];
  const isNumber = (each: unknown) => typeof each === "number" && !Number.isNaN(each);
  if (given.length === shares.length && given.every(isNumber)) return given as readonly number[];
  const isList = given.every((each) => typeof each === "number");
  const returned = Array.isArray(value) && isList
    ? given.map((each) => round(each as number))
    : value;
  const evidence = { asked: shares.join(", "), returned: shown(returned) };
  const missing = shares.findIndex((_, at) => !isNumber(given[at]));
  const what = given.length > shares.length
    ? `it returned ${given.length}`
    : `at ${shares[missing]} it gave ${shown(given[missing])}`;
  const past = shares[missing] === 1 && given.length === shares.length
    ? ". The index of share 1 is past the end: there the last wait stands for it"
    : "";
  return fail({
    happened: `quantiles() was asked for ${shares.length} shares, and ${what} where a number is ` +
      `needed for each${past}`,
    anomaly: "no quantile",
    evidence,
  });
}
