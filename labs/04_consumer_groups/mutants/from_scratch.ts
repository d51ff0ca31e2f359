// caught by: few-moves
// says: would do
// Shares out evenly, and anew each time.
import type { Member } from "../stub.ts";

export function assign(
  members: readonly Member[],
  partitions: readonly number[],
): Record<string, number[]> {
  const shares: Record<string, number[]> = {};
  const ids = members.map(({ id }) => id).sort();
  for (const id of ids) shares[id] = [];
  for (const [at, partition] of partitions.entries()) {
    shares[ids[at % ids.length]!]!.push(partition);
  }
  return shares;
}
