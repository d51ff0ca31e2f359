// caught by: few-moves
// says: would do
// Remembers the last assignment by itself, as if there were one group in the world.
import type { Member } from "../stub.ts";

let last: Record<string, readonly number[]> = {};

export function assign(
  members: readonly Member[],
  partitions: readonly number[],
): Record<string, number[]> {
  const least = Math.floor(partitions.length / members.length);
  let larger = partitions.length % members.length;
  const free = new Set(partitions);
  const shares: Record<string, number[]> = {};
  for (const { id } of members) {
    const share: number[] = shares[id] = [];
    for (const partition of last[id] ?? []) {
      if (!free.has(partition) || share.length > least) continue;
      if (share.length === least && larger-- <= 0) break;
      share.push(partition);
      free.delete(partition);
    }
  }
  for (const partition of free) {
    Object.values(shares).sort((a, b) => a.length - b.length)[0]!.push(partition);
  }
  last = shares;
  return shares;
}
