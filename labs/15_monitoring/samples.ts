import type { Sample } from "./stub.ts";

/** Between which ages, in seconds, the oldest unread record's lies; `"unknown"` when nobody can tell. */
export type Wait = { readonly least: number; readonly most: number } | "unknown";

/** All that samples tell of the oldest unread record, found without the task. */
export function waitOf(samples: readonly Sample[]): Wait {
  const { atMs, endOffset, committedOffset } = samples.at(-1)!;
  if (committedOffset >= endOffset) return { least: 0, most: 0 };
  const after = samples.findIndex((sample) => sample.endOffset > committedOffset);
  if (after === 0) return "unknown";
  const ageOf = (sample: Sample) => (atMs - sample.atMs) / 1000;
  return { least: ageOf(samples[after]!), most: ageOf(samples[after - 1]!) };
}

/** Each beginning of a list: what was known after the first, the second, up to the last of them. */
export function beginningsOf<T>(items: readonly T[]): (readonly T[])[] {
  return items.map((_, at) => items.slice(0, at + 1));
}

/** Samples as a table in one line: times in seconds before the last, end and committed offset. */
export function told(samples: readonly Sample[], most = 4): string {
  const lastMs = samples.at(-1)!.atMs;
  return samples.slice(-most).map(({ atMs, endOffset, committedOffset }) =>
    `${seconds((atMs - lastMs) / 1000)}: end ${endOffset}, committed ${committedOffset}`
  ).join("; ");
}

/** Seconds for people. */
export function seconds(value: number): string {
  return `${Math.round(value * 10) / 10} s`;
}
