// Behavior: what groups have committed. Where nothing was committed, and for a group that is not
// there, the offset is −1 and there is no error. Who asks for stable offsets gets
// UNSTABLE_OFFSET_COMMIT while a transaction holds one.
//
// Version notes: 2 lets null stand for all partitions, 5 adds leader epochs, 7 stable offsets, 8
// asks for several groups.
import type { RequestBody } from "../../protocol/mod.ts";
import type { ClusterState } from "../cluster_state.ts";
import { attempt, errorCode } from "../errors.ts";
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
  { cluster, brokerId }: RequestContext,
  { requireStable }: RequestBody<"OffsetFetch">,
  { groupId, topics }: { groupId: string; topics: Topics | null },
) {
  const found = attempt(() => cluster.checkCoordinator("group", groupId, brokerId));
  if (found.errorCode !== 0) return { groupId, topics: [], errorCode: found.errorCode };
  return {
    groupId,
    errorCode: 0,
    topics: (topics ?? allOf(cluster, groupId)).map(({ name, partitionIndexes }) => ({
      name,
      partitions: partitionIndexes.map((partitionIndex) =>
        committed(cluster, { groupId, topic: name, partitionIndex, requireStable })
      ),
    })),
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
    errorCode: unstable ? errorCode("UNSTABLE_OFFSET_COMMIT") : 0,
  };
}
