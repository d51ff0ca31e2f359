// caught by: finds-incidents
// says: In group receipts a record has waited
// An offset that goes back is taken for a slip of the monitor.
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
  const steady = series.map((samples) => {
    let furthest = 0n;
    return samples.map((sample) => {
      if (sample.committedOffset > furthest) furthest = sample.committedOffset;
      return { ...sample, committedOffset: furthest };
    });
  });
  let on = false;
  for (let look = 1; look <= (series[0]?.length ?? 0); look++) {
    const waits = steady.map((samples) => lagSeconds(samples.slice(0, look)) ?? 0);
    on = Math.max(...waits) > (on ? 15 : 30);
  }
  return on;
}
