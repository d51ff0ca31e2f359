// caught by: claimed
// says: never had it
// Believes nobody where two say that they had a partition.
import type { Member } from "../stub.ts";

export function assign(
  members: readonly Member[],
  partitions: readonly number[],
): Record<string, number[]> {
  const least = Math.floor(partitions.length / members.length);
  let larger = partitions.length % members.length;
  const free = new Set(partitions);
  const claims = members.flatMap(({ owned }) => owned);
  const shares: Record<string, number[]> = {};
  for (const { id, owned } of members) {
    const share: number[] = shares[id] = [];
    for (const partition of owned) {
      if (!free.has(partition) || claims.indexOf(partition) !== claims.lastIndexOf(partition)) {
        continue;
      }
      if (share.length > least || (share.length === least && larger-- <= 0)) break;
      share.push(partition);
      free.delete(partition);
    }
  }
  for (const partition of free) {
    Object.values(shares).sort((a, b) => a.length - b.length)[0]!.push(partition);
  }
  return shares;
}
