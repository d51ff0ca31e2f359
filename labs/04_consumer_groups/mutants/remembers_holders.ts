// caught by: same-answer
// says: remembers nothing
// Believes of two who claim a partition the one to whom it gave it last, in this group or another.
import type { Member } from "../stub.ts";

const holders = new Map<number, string>();

export function assign(
  members: readonly Member[],
  partitions: readonly number[],
): Record<string, number[]> {
  const least = Math.floor(partitions.length / members.length);
  let larger = partitions.length % members.length;
  const free = new Set(partitions);
  const shares: Record<string, number[]> = {};
  const heldBy = ({ id }: Member) => partitions.filter((one) => holders.get(one) === id).length;
  for (const { id, owned } of members.toSorted((one, other) => heldBy(other) - heldBy(one))) {
    const share: number[] = shares[id] = [];
    for (const partition of owned) {
      if (!free.has(partition)) continue;
      if (share.length === least + 1 || (share.length === least && larger === 0)) break;
      if (share.length === least) larger--;
      share.push(partition);
      free.delete(partition);
    }
  }
  const rest = [...free];
  for (const share of Object.values(shares)) {
    while (share.length < least) share.push(rest.pop()!);
  }
  for (const share of Object.values(shares)) {
    if (share.length === least && rest.length > 0) share.push(rest.pop()!);
  }
  for (const [id, share] of Object.entries(shares)) {
    for (const partition of share) holders.set(partition, id);
  }
  return shares;
}
