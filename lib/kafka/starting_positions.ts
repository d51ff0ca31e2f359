import type { JoinedMember } from "./kafkajs_hooks.ts";
import type {
  GroupSessionOptions,
  OffsetPosition,
  TopicPartition,
  TopicPartitionOffset,
} from "./port.ts";
import type { WireCluster } from "./wire/cluster.ts";
import { commitOffsets, committedOffsets, EARLIEST, LATEST, offsetsAt } from "./wire/offsets.ts";

/** Where these partitions begin by a rule. */
export async function positionsAt(
  cluster: WireCluster,
  places: readonly TopicPartition[],
  position: OffsetPosition,
): Promise<TopicPartitionOffset[]> {
  if (places.length === 0) return [];
  if (position === "earliest") return await offsetsAt(cluster, places, EARLIEST);
  if (position === "latest") return await offsetsAt(cluster, places, LATEST);
  if ("timestampMs" in position) {
    const found = await offsetsAt(cluster, places, position.timestampMs);
    return [...found, ...await positionsAt(cluster, without(places, found), "latest")];
  }
  const named = position.offsets.filter((at) => places.some((place) => isSame(place, at)));
  return [...named, ...await positionsAt(cluster, without(places, named), "earliest")];
}

function without(
  places: readonly TopicPartition[],
  found: readonly TopicPartition[],
): TopicPartition[] {
  return places.filter((place) => !found.some((other) => isSame(place, other)));
}

function isSame(a: TopicPartition, b: TopicPartition): boolean {
  return a.partition === b.partition && a.topic === b.topic;
}

/**
 * Where a member begins: at what the group has committed, else where the reset says. A reset to
 * anything but the earliest is committed at once: the next generation would else begin somewhere
 * else, at a later end, and what was written in between would be lost.
 */
export async function startingPositions(
  cluster: WireCluster,
  member: Omit<JoinedMember, "syncedAgoMs">,
  options: Pick<GroupSessionOptions, "groupId" | "offsetReset">,
): Promise<TopicPartitionOffset[]> {
  const { assignment, generationId: id, memberId } = member;
  if (assignment.length === 0) return [];
  const { groupId, offsetReset = "earliest" } = options;
  const committed = await committedOffsets(cluster, groupId, assignment);
  const fresh = without(assignment, committed);
  if (fresh.length === 0) return committed;
  const reset = await positionsAt(cluster, fresh, offsetReset);
  if (offsetReset !== "earliest") await commitOffsets(cluster, groupId, reset, { id, memberId });
  return [...committed, ...reset];
}
