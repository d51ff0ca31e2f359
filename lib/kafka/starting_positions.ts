import type { JoinedMember } from "./kafkajs_hooks.ts";
import type { GroupSessionOptions, TopicPartitionOffset } from "./port.ts";
import type { WireCluster } from "./wire/cluster.ts";
import { commitOffsets, committedOffsets, EARLIEST, LATEST, offsetsAt } from "./wire/offsets.ts";

/**
 * Where a member begins: at what the group has committed, else where the reset says. A reset to the
 * latest is committed at once: the next generation would else begin at a later end, and what was
 * written in between would be lost.
 */
export async function startingPositions(
  cluster: WireCluster,
  member: JoinedMember,
  options: Pick<GroupSessionOptions, "groupId" | "offsetReset">,
): Promise<TopicPartitionOffset[]> {
  const { assignment, generationId: id, memberId } = member;
  if (assignment.length === 0) return [];
  const { groupId, offsetReset = "earliest" } = options;
  const committed = await committedOffsets(cluster, groupId, assignment);
  const fresh = assignment.filter(({ topic, partition }) =>
    !committed.some((found) => found.topic === topic && found.partition === partition)
  );
  if (fresh.length === 0) return committed;
  const reset = await offsetsAt(cluster, fresh, offsetReset === "latest" ? LATEST : EARLIEST);
  if (offsetReset === "latest") await commitOffsets(cluster, groupId, reset, { id, memberId });
  return [...committed, ...reset];
}
