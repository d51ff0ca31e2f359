// caught by: one-alert-each
// says: another group was remembered
// Keeps what it found at earlier looks, for all groups together.
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

const found = new Map<number, boolean>();

export function alert(series: readonly (readonly Sample[])[]): boolean {
  const looks = series[0]!.length;
  if (looks === 0) return false;
  const before = found.get(looks - 1) ??
    alert(series.map((samples) => samples.slice(0, looks - 1)));
  const wait = Math.max(...series.map((samples) => lagSeconds(samples) ?? 0));
  const on = wait > (before ? 15 : 30);
  found.set(looks, on);
  return on;
}
