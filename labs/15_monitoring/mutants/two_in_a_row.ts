// caught by: one-alert-each
// says: many alerts
// Waits for two samples over the limit, and knows one limit.
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
  const isOver = (look: number) =>
    series.some((samples) => (lagSeconds(samples.slice(0, look)) ?? 0) > 30);
  const looks = series[0]?.length ?? 0;
  return looks > 1 && isOver(looks) && isOver(looks - 1);
}
