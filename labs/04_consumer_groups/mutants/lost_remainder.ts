// caught by: complete
// says: to nobody
// Divides, and forgets the remainder.
import type { Member } from "../stub.ts";

export function assign(
  members: readonly Member[],
  partitions: readonly number[],
): Record<string, number[]> {
  const size = Math.floor(partitions.length / members.length);
  return Object.fromEntries(
    members.map(({ id }, at) => [id, partitions.slice(at * size, (at + 1) * size)]),
  );
}
