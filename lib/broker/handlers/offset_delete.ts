// Behavior: forgets what a group has committed for some partitions. Topics that a member of the
// group subscribes to are refused with GROUP_SUBSCRIBED_TO_TOPIC.
//
// Version notes: there is one version.
import { decodeSubscription } from "../../protocol/mod.ts";
import type { ClusterState } from "../cluster_state.ts";
import { attempt, errorCode, RequestError } from "../errors.ts";
import type { Group } from "../groups/group.ts";
import { metadataOf } from "../groups/members.ts";
import { handler } from "./handler.ts";

export const offsetDelete = handler(
  "OffsetDelete",
  [0, 0],
  ({ cluster, brokerId, access }, body) => {
    const found = attempt(() => {
      access.demand("group", body.groupId);
      if (body.groupId === "") throw new RequestError("INVALID_GROUP_ID");
      cluster.checkCoordinator("group", body.groupId, brokerId);
      return subscriptions(cluster, body.groupId);
    });
    const subscribed = found.value;
    if (subscribed === undefined) {
      return { errorCode: found.errorCode, throttleTimeMs: 0, topics: [] };
    }
    const topics = body.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => ({
        partitionIndex,
        errorCode: !access.allows("topic", name)
          ? errorCode("TOPIC_AUTHORIZATION_FAILED")
          : subscribed.has(name)
          ? errorCode("GROUP_SUBSCRIBED_TO_TOPIC")
          : remove(cluster, body.groupId, { topic: name, partition: partitionIndex }),
      })),
    }));
    return { errorCode: 0, throttleTimeMs: 0, topics };
  },
);

function remove(
  cluster: ClusterState,
  groupId: string,
  { topic, partition }: { topic: string; partition: number },
): number {
  if (cluster.topics.partition(topic, partition) === undefined) {
    return errorCode("UNKNOWN_TOPIC_OR_PARTITION");
  }
  return attempt(() => cluster.groups.deleteOffsets(groupId, topic, [partition])).errorCode;
}

/** Topics that members of the group subscribe to. */
function subscriptions(cluster: ClusterState, groupId: string): ReadonlySet<string> {
  const group = cluster.groups.get(groupId)?.group;
  if (group === undefined) throw new RequestError("GROUP_ID_NOT_FOUND");
  if (group.state === "Empty") return new Set();
  if (group.protocolType !== "consumer") throw new RequestError("NON_EMPTY_GROUP");
  return new Set([...group.members].flatMap((member) =>
    topicsOf(
      group,
      metadataOf(
        member,
        group.protocolName,
      ),
    )
  ));
}

function topicsOf(_: Group, metadata: Uint8Array): readonly string[] {
  try {
    return decodeSubscription(metadata).topics;
  } catch {
    return [];
  }
}
