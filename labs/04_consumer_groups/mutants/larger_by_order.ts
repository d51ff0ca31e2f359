// caught by: few-moves
// says: would do
// Keeps what it can, but gives the larger shares to the first in line, whoever had them.
import type { Member } from "../stub.ts";

export function assign(
  members: readonly Member[],
  partitions: readonly number[],
): Record<string, number[]> {
  const least = Math.floor(partitions.length / members.length);
  const larger = partitions.length % members.length;
  const free = new Set(partitions);
  const sizeOf = (at: number) => least + (at < larger ? 1 : 0);
  const shares: Record<string, number[]> = {};
  for (const [at, { id, owned }] of members.entries()) {
    shares[id] = owned.filter((one) => free.has(one)).slice(0, sizeOf(at));
    for (const partition of shares[id]) free.delete(partition);
  }
  const rest = [...free];
  for (const [at, { id }] of members.entries()) {
    while (shares[id]!.length < sizeOf(at)) shares[id]!.push(rest.pop()!);
  }
  return shares;
}
