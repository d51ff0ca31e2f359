/**
 * Lab 04, consumer groups. Read labs/04_consumer_groups/README.md first, then fill the blank.
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
  const shares: Record<string, number[]> = {};
  for (const { id } of members) shares[id] = [];
  // TODO: the first member does all the work, and the others look on.
  shares[members[0]!.id] = [...partitions];
  return shares;
}
