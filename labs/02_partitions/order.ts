import type { Keyed, KeyedRecord } from "./keyed_log.ts";

/** The log as a reader meets it that takes one partition after the other, in the given order. */
export function asRead(
  log: readonly KeyedRecord[],
  partitions: readonly number[],
): KeyedRecord[] {
  return partitions.flatMap((partition) => log.filter((record) => record.partition === partition));
}

/** How many records come after a later one of the same key. */
export function inversions(records: readonly Keyed[]): number {
  const latest = new Map<string, number>();
  let count = 0;
  for (const { key, sequence } of records) {
    const last = latest.get(key) ?? -1;
    if (sequence < last) count++;
    else latest.set(key, sequence);
  }
  return count;
}

/** How many keys lie in more than one partition. */
export function splitKeys(log: readonly KeyedRecord[]): number {
  const homes = new Map<string, Set<number>>();
  for (const { key, partition } of log) {
    homes.set(key, (homes.get(key) ?? new Set()).add(partition));
  }
  return [...homes.values()].filter((partitions) => partitions.size > 1).length;
}

/** The fullest partition's share in units of the average: 1 is perfectly even. */
export function skew(counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return total === 0 ? 1 : (Math.max(...counts) * counts.length) / total;
}

/** How many fall into each partition. */
export function countsOf(partitions: readonly number[], partitionCount: number): number[] {
  const counts = new Array<number>(partitionCount).fill(0);
  for (const partition of partitions) counts[partition]!++;
  return counts;
}
