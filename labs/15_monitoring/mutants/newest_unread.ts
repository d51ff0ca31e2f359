// caught by: oldest-unread
// says: oldest unread record has waited
// Looks up the end of the log in place of the committed offset.
import type { Sample } from "../stub.ts";

export function lagSeconds(samples: readonly Sample[]): number | undefined {
  const { atMs, endOffset, committedOffset } = samples.at(-1)!;
  if (committedOffset >= endOffset) return 0;
  if (committedOffset < samples[0]!.endOffset) return undefined;
  const newest = samples.findLast((sample) => sample.endOffset < endOffset)!;
  return (atMs - newest.atMs) / 1000;
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
