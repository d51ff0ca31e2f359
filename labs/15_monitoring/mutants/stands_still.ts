// caught by: no-false-alarms
// says: hurts nobody
// Rings when committed offsets stand still.
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
    const { atMs, committedOffset } = samples.at(-1)!;
    const moved = samples.findLastIndex((sample) => sample.committedOffset !== committedOffset);
    return atMs - samples[moved + 1]!.atMs > 30_000;
  });
}
