import { RequestError } from "../errors.ts";
import { electClean, NO_LEADER } from "../topics/elections.ts";
import type { Partition, PlacementChange } from "../topics/partition.ts";
import type { Brokers } from "./brokers.ts";

/**
 * Looks whether brokers given for one partition are there, and each once.
 *
 * @throws {RequestError} code `INVALID_REPLICA_ASSIGNMENT`
 */
export function checkReplicas(brokers: Brokers, replicas: readonly number[]): readonly number[] {
  if (replicas.length === 0) refuse("The manual partition assignment includes an empty list.");
  if (new Set(replicas).size !== replicas.length) {
    refuse("The manual partition assignment includes a broker more than once.");
  }
  const unknown = replicas.find((id) => !brokers.ids.includes(id));
  if (unknown !== undefined) {
    refuse(`The manual partition assignment includes broker ${unknown}, which is not registered.`);
  }
  return replicas;
}

function refuse(message: string): never {
  throw new RequestError("INVALID_REPLICA_ASSIGNMENT", message);
}

/** Whether replicas of a partition are being exchanged (KIP-455). */
export function isReassigning({ adding, removing }: Partition): boolean {
  return adding.length + removing.length > 0;
}

/** The replicas as they will be, while a reassignment is under way or not. */
export function targetReplicas({ replicas, removing }: Partition): readonly number[] {
  return replicas.filter((id) => !removing.includes(id));
}

/** Begins to exchange replicas: the new ones stand first, the old ones stay until those are in. */
export function reassign(partition: Partition, target: readonly number[]): PlacementChange {
  const present = isReassigning(partition)
    ? partition.replicas.filter((id) => !partition.adding.includes(id))
    : partition.replicas;
  const adding = target.filter((id) => !present.includes(id));
  const removing = present.filter((id) => !target.includes(id));
  const replicas = [...target, ...removing];
  return { replicas, adding, removing, isr: partition.isr.filter((id) => replicas.includes(id)) };
}

/**
 * Ends a reassignment as if it had not begun.
 *
 * @throws {RequestError} code `NO_REASSIGNMENT_IN_PROGRESS`
 */
export function cancelled(partition: Partition, brokers: Brokers): PlacementChange {
  if (!isReassigning(partition)) throw new RequestError("NO_REASSIGNMENT_IN_PROGRESS");
  const stay = (id: number) => !partition.adding.includes(id);
  return settled(partition, partition.replicas.filter(stay), brokers);
}

/** The end of a reassignment, once every new replica is in sync. */
export function completed(partition: Partition, brokers: Brokers): PlacementChange | undefined {
  if (!isReassigning(partition)) return undefined;
  const { isr, adding } = partition;
  const target = targetReplicas(partition);
  if (!adding.every((id) => isr.includes(id)) || !target.some((id) => isr.includes(id))) {
    return undefined;
  }
  return settled(partition, target, brokers);
}

/** A leader that is no replica any more gives way; a replica less means another epoch. */
function settled(
  { isr, leader, replicas: before }: Partition,
  replicas: readonly number[],
  { isLive }: Brokers,
): PlacementChange {
  const left = isr.filter((id) => replicas.includes(id));
  const stays = leader === NO_LEADER || left.includes(leader);
  return {
    replicas,
    adding: [],
    removing: [],
    isr: left,
    leader: stays ? leader : electClean({ replicas, isr: left, isLive }),
    newEpoch: replicas.length < before.length,
  };
}
