// caught by: few-moves
// says: would do
// Gives the larger shares to the longest claims, also to what is gone by now.
import type { Member } from "../stub.ts";

export function assign(
  members: readonly Member[],
  partitions: readonly number[],
): Record<string, number[]> {
  const shares: Record<string, number[]> = {};
  const least = Math.floor(partitions.length / members.length);
  const larger = partitions.length % members.length;
  const free = new Set(partitions);
  const ranked = [...members].sort((a, b) => b.owned.length - a.owned.length);
  const quota = (index: number) => index < larger ? least + 1 : least;
  ranked.forEach(({ id, owned }, index) => {
    shares[id] = [];
    for (const partition of owned) {
      if (shares[id]!.length < quota(index) && free.delete(partition)) shares[id]!.push(partition);
    }
  });
  ranked.forEach(({ id }, index) => {
    for (const partition of free) {
      if (shares[id]!.length >= quota(index)) break;
      shares[id]!.push(partition);
      free.delete(partition);
    }
  });
  return shares;
}
