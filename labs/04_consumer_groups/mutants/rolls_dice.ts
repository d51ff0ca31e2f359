// caught by: same-answer
// says: two answers
// Hands out by chance what nobody keeps, so that nobody is favoured.
import type { Member } from "../stub.ts";

export function assign(
  members: readonly Member[],
  partitions: readonly number[],
): Record<string, number[]> {
  const least = Math.floor(partitions.length / members.length);
  let larger = partitions.length % members.length;
  const free = new Set(partitions);
  const shares: Record<string, number[]> = {};
  for (const { id, owned } of members) {
    const share: number[] = shares[id] = [];
    for (const partition of owned) {
      if (!free.has(partition)) continue;
      if (share.length > least || (share.length === least && larger-- <= 0)) break;
      share.push(partition);
      free.delete(partition);
    }
  }
  for (const partition of [...free].sort(() => Math.random() - 0.5)) {
    Object.values(shares).sort((a, b) => a.length - b.length)[0]!.push(partition);
  }
  return shares;
}
