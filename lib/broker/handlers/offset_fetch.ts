// Behavior: what groups have committed. Where nothing was committed, and for a group that is not
// there, the offset is −1 and there is no error. Who asks for stable offsets gets
// UNSTABLE_OFFSET_COMMIT while a transaction holds one.
//
// Version notes: 2 lets null stand for all partitions, 5 adds leader epochs, 7 stable offsets, 8
// asks for several groups.
import type { RequestBody } from "../../protocol/mod.ts";
import type { ClusterState } from "../cluster_state.ts";
import { attempt, errorCode as errorCodeOf } from "../errors.ts";
import { handler, type RequestContext } from "./handler.ts";

type Topics = readonly { readonly name: string; readonly partitionIndexes: readonly number[] }[];

export const offsetFetch = handler("OffsetFetch", [1, 9], (context, body) => {
  const asked = context.version >= 8 ? body.groups : [body];
  const groups = asked.map(({ groupId, topics }) => ofGroup(context, body, { groupId, topics }));
  const [first] = groups;
  return {
    throttleTimeMs: 0,
    topics: context.version >= 8 ? [] : first!.topics,
    errorCode: context.version >= 8 ? 0 : first!.errorCode,
    groups: context.version >= 8 ? groups : [],
  };
});

function ofGroup(
  { cluster, brokerId, version, access }: RequestContext,
  { requireStable }: RequestBody<"OffsetFetch">,
  { groupId, topics }: { groupId: string; topics: Topics | null },
) {
  const { errorCode } = attempt(() => {
    access.demand("group", groupId);
    cluster.checkCoordinator("group", groupId, brokerId);
  });
  // Version 1 has no error of the whole group.
  if (errorCode !== 0 && version < 2) {
    return { groupId, topics: refused(topics ?? [], errorCode), errorCode };
  }
  if (errorCode !== 0) return { groupId, topics: [], errorCode };
  const asked = topics ??
    allOf(cluster, groupId).filter(({ name }) => access.allows("topic", name));
  return {
    groupId,
    errorCode: 0,
    topics: asked.map(({ name, partitionIndexes }) => ({
      name,
      partitions: partitionIndexes.map((partitionIndex) =>
        access.allows("topic", name)
          ? committed(cluster, { groupId, topic: name, partitionIndex, requireStable })
          : withoutOffset(partitionIndex, errorCodeOf("TOPIC_AUTHORIZATION_FAILED"))
      ),
    })),
  };
}

function refused(topics: Topics, errorCode: number) {
  return topics.map(({ name, partitionIndexes }) => ({
    name,
    partitions: partitionIndexes.map((index) => withoutOffset(index, errorCode)),
  }));
}

function withoutOffset(partitionIndex: number, errorCode: number) {
  return {
    partitionIndex,
    committedOffset: -1,
    committedLeaderEpoch: -1,
    metadata: "",
    errorCode,
  };
}

function allOf({ groups }: ClusterState, groupId: string): Topics {
  const topics = groups.get(groupId)?.offsets.partitions() ?? [];
  return topics.map(({ topic, partitions }) => ({ name: topic, partitionIndexes: partitions }));
}

function committed({ groups }: ClusterState, asked: {
  readonly groupId: string;
  readonly topic: string;
  readonly partitionIndex: number;
  readonly requireStable: boolean;
}) {
  const { topic, partitionIndex } = asked;
  const offsets = groups.get(asked.groupId)?.offsets;
  const unstable = asked.requireStable && offsets?.isPending(topic, partitionIndex);
  const known = unstable ? undefined : offsets?.get(topic, partitionIndex);
  return {
    partitionIndex,
    committedOffset: known?.offset ?? -1,
    committedLeaderEpoch: known?.leaderEpoch ?? -1,
    metadata: known?.metadata ?? "",
    errorCode: unstable ? errorCodeOf("UNSTABLE_OFFSET_COMMIT") : 0,
  };
}
