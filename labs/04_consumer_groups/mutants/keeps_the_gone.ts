// caught by: disjoint
// says: does not have it
// Lets members keep partitions that the topic no longer has.
import type { Member } from "../stub.ts";

export function assign(
  members: readonly Member[],
  partitions: readonly number[],
): Record<string, number[]> {
  const taken = new Set<number>();
  const shares: Record<string, number[]> = {};
  for (const { id, owned } of members) {
    shares[id] = owned.filter((one) => !taken.has(one) && taken.add(one));
  }
  for (const partition of partitions.filter((one) => !taken.has(one))) {
    Object.values(shares).sort((a, b) => a.length - b.length)[0]!.push(partition);
  }
  return shares;
}
