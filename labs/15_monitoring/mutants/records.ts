// caught by: oldest-unread
// says: records are no seconds
// Gives the number of unread records.
import type { Sample } from "../stub.ts";

export function lagSeconds(samples: readonly Sample[]): number | undefined {
  const { endOffset, committedOffset } = samples.at(-1)!;
  return Number(endOffset - committedOffset);
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
