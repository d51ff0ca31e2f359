// caught by: complete
// says: has no entry
// Leaves out who gets nothing.
import type { Member } from "../stub.ts";

export function assign(
  members: readonly Member[],
  partitions: readonly number[],
): Record<string, number[]> {
  const shares: Record<string, number[]> = {};
  for (const [at, partition] of partitions.entries()) {
    (shares[members[at % members.length]!.id] ??= []).push(partition);
  }
  return shares;
}
