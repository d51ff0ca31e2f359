// caught by: no-false-alarms
// says: hurts nobody
// Rings when more than a thousand records are unread.
import type { Sample } from "../stub.ts";

export function lagSeconds(samples: readonly Sample[]): number | undefined {
  const { atMs, endOffset, committedOffset } = samples.at(-1)!;
  if (committedOffset >= endOffset) return 0;
  const before = samples.findLast((sample) => sample.endOffset <= committedOffset);
  if (before === undefined) return undefined;
  const after = samples[samples.indexOf(before) + 1]!;
  const share = Number(committedOffset - before.endOffset) /
    Number(after.endOffset - before.endOffset);
  return (atMs - before.atMs - share * (after.atMs - before.atMs)) / 1000;
}

export function alert(series: readonly (readonly Sample[])[]): boolean {
  const unread = series.reduce((sum, samples) => {
    const { endOffset, committedOffset } = samples.at(-1)!;
    return sum + Number(endOffset - committedOffset);
  }, 0);
  return unread > 1000;
}
