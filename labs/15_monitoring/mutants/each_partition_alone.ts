// caught by: one-alert-each
// says: in the middle of an incident
// Gives each partition an alert of its own, raised and cleared alone.
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
    let on = false;
    for (let look = 1; look <= samples.length; look++) {
      const wait = lagSeconds(samples.slice(0, look)) ?? 0;
      on = wait > (on ? 15 : 30);
    }
    return on;
  });
}
