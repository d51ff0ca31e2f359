// caught by: oldest-unread
// says: nobody can tell
// Takes the offset 0 for none.
import type { Sample } from "../stub.ts";

export function lagSeconds(samples: readonly Sample[]): number | undefined {
  const { atMs, endOffset, committedOffset } = samples.at(-1)!;
  if (!committedOffset) return undefined;
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
    on = Math.max(...waits) > (on ? 15 : 30);
  }
  return on;
}
