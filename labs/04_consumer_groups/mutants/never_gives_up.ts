// caught by: balanced
// says: busiest member
// Everybody keeps all it had; who joins gets what is left, which is nothing.
import type { Member } from "../stub.ts";

export function assign(
  members: readonly Member[],
  partitions: readonly number[],
): Record<string, number[]> {
  const free = new Set(partitions);
  const shares: Record<string, number[]> = {};
  for (const { id, owned } of members) shares[id] = owned.filter((one) => free.delete(one));
  for (const partition of free) {
    Object.values(shares).sort((a, b) => a.length - b.length)[0]!.push(partition);
  }
  return shares;
}
