// caught by: one-alert-each
// says: however long that takes
// Looks at the last minute alone: what was before it is over, it thinks.
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
  const now = series[0]!.at(-1)!.atMs;
  const looks = series[0]!.length;
  let on = false;
  for (let look = 1; look <= looks; look++) {
    if (series[0]![look - 1]!.atMs < now - 60_000) continue;
    const waits = series.map((samples) => lagSeconds(samples.slice(0, look)) ?? 0);
    on = Math.max(...waits) > (on ? 15 : 30);
  }
  return on;
}
