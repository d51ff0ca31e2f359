// caught by: few-moves
// says: would do
// Goes by what it gave each member the last time, in this group or another, not by what they own.
import type { Member } from "../stub.ts";

/** What each member was given last time: `owned` may be out of date, this is not. */
let last: Record<string, number[]> = {};

export function assign(
  members: readonly Member[],
  partitions: readonly number[],
): Record<string, number[]> {
  const shares: Record<string, number[]> = {};
  for (const { id } of members) shares[id] = [];
  const least = Math.floor(partitions.length / members.length);
  let larger = partitions.length % members.length;
  const free = new Set(partitions);

  for (const { id, owned } of members) {
    const share = shares[id]!;
    const had = last[id] ?? owned;
    for (const partition of had) {
      if (share.length > least || (share.length === least && larger === 0)) break;
      if (!free.delete(partition)) continue;
      if (share.length === least) larger--;
      share.push(partition);
    }
  }

  const rest = [...free];
  for (const { id } of members) {
    const share = shares[id]!;
    while (share.length < least) share.push(rest.shift()!);
  }
  for (const { id } of members) {
    const share = shares[id]!;
    if (rest.length > 0 && share.length === least) share.push(rest.shift()!);
  }
  last = shares;
  return shares;
}
