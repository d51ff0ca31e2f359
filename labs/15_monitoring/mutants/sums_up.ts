// caught by: no-false-alarms
// says: hurts nobody
// Adds up what the partitions wait, as one does with records.
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
  const looks = series[0]?.length ?? 0;
  let on = false;
  for (let look = 1; look <= looks; look++) {
    const waits = series.map((samples) => lagSeconds(samples.slice(0, look)) ?? 0);
    on = waits.reduce((sum, wait) => sum + wait, 0) > (on ? 15 : 30);
  }
  return on;
}
