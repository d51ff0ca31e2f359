/**
 * Lab 04, consumer groups: one way to write it.
 *
 * @module
 */

/** A member of a consumer group, as the group's leader sees it. */
export interface Member {
  /** As the coordinator calls it. */
  readonly id: string;
  /** The partitions that it had when it was last in the group, as it says itself. */
  readonly owned: readonly number[];
}

/**
 * Shares out a topic's partitions among the members of a group. The group's leader calls it in each
 * rebalance.
 *
 * What is graded, for any group of at least one member and any number of partitions:
 * - every partition goes to exactly one member; every member has an entry, and one that gets nothing
 *   has an empty list;
 * - shares differ by at most one partition;
 * - when members join or leave, or the topic gets more or fewer partitions, a member keeps what it
 *   owned as far as the even share allows: no more partitions leave members that are still there
 *   than must;
 * - `owned` may be out of date: several members may claim the same partition, and a partition may be
 *   claimed that is not in `partitions`. Any of those who claim one may keep it, whatever that means
 *   for the others; it goes to nobody else while one of them gets a new one instead;
 * - the answer depends on the arguments alone, and members come in any order;
 * - a real group uses it: what its coordinator then tells must fit all of this.
 *
 * @param members who is in the group now, at least one
 * @param partitions the numbers of the topic's partitions
 * @returns the partitions of each member, by its id
 */
export function assign(
  members: readonly Member[],
  partitions: readonly number[],
): Record<string, number[]> {
  const least = Math.floor(partitions.length / members.length);
  let larger = partitions.length % members.length;
  const free = new Set(partitions);
  const shares: Record<string, number[]> = {};

  // First everybody keeps what an even share allows. What is taken is no longer free, so that a
  // second claim, or one to a partition that is gone, counts for nothing.
  for (const { id, owned } of members) {
    const share: number[] = shares[id] = [];
    for (const partition of owned) {
      if (!free.has(partition)) continue;
      if (share.length === least + 1 || (share.length === least && larger === 0)) break;
      if (share.length === least) larger--;
      share.push(partition);
      free.delete(partition);
    }
  }

  // Then the rest goes to those who have too little.
  const rest = [...free];
  for (const share of Object.values(shares)) {
    while (share.length < least) share.push(rest.pop()!);
  }
  for (const share of Object.values(shares)) {
    if (share.length === least && rest.length > 0) share.push(rest.pop()!);
  }
  return shares;
}
