// caught by: balanced
// says: while
// Rounds the share up, so that the last members get what is left, or nothing.
import type { Member } from "../stub.ts";

export function assign(
  members: readonly Member[],
  partitions: readonly number[],
): Record<string, number[]> {
  const size = Math.ceil(partitions.length / members.length);
  return Object.fromEntries(
    members.map(({ id }, at) => [id, partitions.slice(at * size, (at + 1) * size)]),
  );
}
