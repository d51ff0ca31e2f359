import { RequestError } from "../errors.ts";

/** How replicas are to be spread. */
export interface Placement {
  /** All brokers, dead or alive. */
  readonly ids: readonly number[];
  readonly live: readonly number[];
  readonly partitions: number;
  readonly replicationFactor: number;
  /** Place of the first leader among the live brokers: it moves on with each partition. */
  readonly first: number;
}

/**
 * The brokers of each partition, the leader first: leaders go round, followers come after. Brokers
 * that are down get replicas only where the live ones don't suffice.
 *
 * @throws {RequestError} code `INVALID_REPLICATION_FACTOR`
 */
export function placeReplicas(placement: Placement): number[][] {
  const { ids, live, partitions, replicationFactor, first } = placement;
  if (replicationFactor > ids.length) {
    refuse(
      `The target replication factor of ${replicationFactor} cannot be reached because only ` +
        `${ids.length} broker(s) are registered.`,
    );
  }
  if (live.length === 0) refuse("All brokers are currently fenced.");
  const dead = ids.filter((id) => !live.includes(id));
  return Array.from({ length: partitions }, (_, partition) => {
    const from = (first + partition) % live.length;
    const round = [...live.slice(from), ...live.slice(0, from), ...dead];
    return round.slice(0, replicationFactor);
  });
}

function refuse(message: string): never {
  throw new RequestError(
    "INVALID_REPLICATION_FACTOR",
    `Unable to replicate the partition: ${message}`,
  );
}
