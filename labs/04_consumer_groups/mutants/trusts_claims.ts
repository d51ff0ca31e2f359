// caught by: disjoint
// says: out of date
// Believes everybody who says that it had a partition.
import type { Member } from "../stub.ts";

export function assign(
  members: readonly Member[],
  partitions: readonly number[],
): Record<string, number[]> {
  const claimed = new Set(members.flatMap(({ owned }) => owned));
  const free = partitions.filter((partition) => !claimed.has(partition));
  const shares: Record<string, number[]> = {};
  for (const { id, owned } of members) shares[id] = [...owned];
  for (const [at, partition] of free.entries()) {
    shares[members[at % members.length]!.id]!.push(partition);
  }
  return shares;
}
