// caught by: oldest-unread
// says: oldest unread record has waited
// Divides unread records by records a second.
import type { Sample } from "../stub.ts";

export function lagSeconds(samples: readonly Sample[]): number | undefined {
  const { atMs, endOffset, committedOffset } = samples.at(-1)!;
  if (committedOffset >= endOffset) return 0;
  const first = samples[0]!;
  if (committedOffset < first.endOffset) return undefined;
  const rate = Number(endOffset - first.endOffset) / ((atMs - first.atMs) / 1000);
  return Number(endOffset - committedOffset) / rate;
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
