// caught by: no-false-alarms
// says: hurts nobody
// Rings when more is unread than ten seconds ago.
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
  return series.some((samples) => {
    const last = samples.at(-1)!;
    const before = samples.findLast(({ atMs }) => atMs <= last.atMs - 10_000);
    if (before === undefined) return false;
    const unread = ({ endOffset, committedOffset }: Sample) => endOffset - committedOffset;
    return unread(last) > unread(before) + 100n;
  });
}
