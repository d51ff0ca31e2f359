import type { Random } from "../../lib/core/mod.ts";
import type { Sample } from "./stub.ts";

/** A history of one partition, made up: what a monitor would have seen of it. */
export interface HistoryOptions {
  /** How many samples. */
  readonly samples: number;
  /** Whether the group keeps up, falls behind now and then, or may start over. */
  readonly group: "keeps up" | "falls behind" | "starts over";
  /** How many records lay in the partition unread before the first sample. @default {0} */
  readonly before?: number;
  /** The offset of the first record. @default {one up to 5,000} */
  readonly first?: bigint;
}

const BEGIN_MS = Date.UTC(2025, 2, 3, 8);

/** Samples of a partition into which records come in fits and starts. */
export function history(random: Random, options: HistoryOptions): Sample[] {
  const { samples, group, before = 0, first = BigInt(random.int(0, 5000)) } = options;
  let end = before;
  let committed = 0;
  let atMs = BEGIN_MS + random.int(0, 999);
  let rate = 0;
  let stands = 0;
  return Array.from({ length: samples }, (_, at): Sample => {
    if (at > 0) {
      // One look in eight is missing, as scrapes are.
      const gapMs = random.int(900, 2400) * (random.next() < 0.125 ? 2 : 1);
      atMs += gapMs;
      if (random.next() < 0.25) rate = random.pick([0, 0, 1, 4, 30, 400]);
      end += Math.round(rate * gapMs / 1000 * (0.5 + random.next()));
      if (random.next() < 0.15) stands = random.int(1, 8);
      committed = next(random, { group, committed, end, stands: stands-- > 0 });
    }
    return { atMs, endOffset: first + BigInt(end), committedOffset: first + BigInt(committed) };
  });
}

/** A monitor comes when records lie unread; they are read, and later others come and wait. */
export function lateStart(random: Random): Sample[] {
  const first = random.int(0, 5000);
  const later = first + random.int(20, 400);
  const last = later + random.int(5, 50);
  return atTimes(random, [
    [later, first],
    [later, random.int(first, later - 1)],
    [later, later],
    [later, later],
    [last, later],
    [last, later],
    [last, random.int(later, last - 1)],
  ]);
}

/** A monitor comes before the first record of all, for which the group lets people wait. */
export function firstRecords(random: Random): Sample[] {
  const end = random.int(20, 400);
  return atTimes(random, [
    [0, 0],
    [end, 0],
    [end, 0],
    [end + random.int(0, 50), 0],
  ]);
}

type Seen = readonly [end: number, committed: number];

function atTimes(random: Random, seen: readonly Seen[]): Sample[] {
  let atMs = BEGIN_MS + random.int(0, 999);
  return seen.map(([end, committed]): Sample => {
    atMs += random.int(900, 2400);
    return { atMs, endOffset: BigInt(end), committedOffset: BigInt(committed) };
  });
}

function next(random: Random, { group, committed, end, stands }: {
  readonly group: HistoryOptions["group"];
  readonly committed: number;
  readonly end: number;
  readonly stands: boolean;
}): number {
  if (group === "keeps up") return end;
  if (group === "starts over" && random.next() < 0.06) return random.int(0, committed);
  if (stands) return committed;
  return random.next() < 0.3 ? end : random.int(committed, end);
}
