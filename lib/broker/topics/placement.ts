/** How replicas are to be spread. */
export interface Placement {
  readonly brokerIds: readonly number[];
  readonly partitions: number;
  readonly replicationFactor: number;
  /** Place of the first leader in `brokerIds`: it moves on with each partition. */
  readonly first: number;
}

/** The brokers of each partition, the leader first: leaders go round, followers come after. */
export function placeReplicas(placement: Placement): number[][] {
  const { brokerIds, partitions, replicationFactor, first } = placement;
  return Array.from({ length: partitions }, (_, partition) =>
    Array.from(
      { length: replicationFactor },
      (_, replica) => brokerIds[(first + partition + replica) % brokerIds.length]!,
    ));
}
