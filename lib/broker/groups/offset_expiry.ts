import { decodeSubscription, ProtocolError } from "../../protocol/mod.ts";
import type { Group } from "./group.ts";
import { metadataOf } from "./members.ts";
import type { CommittedOffset, GroupOffsets } from "./offsets.ts";

/**
 * What a group has committed longer ago than offsets are kept (`offsets.retention.minutes`). The
 * time of a group that has lost its members counts from when it lost them; offsets of topics that
 * members are subscribed to are kept as long as there are members (KIP-211).
 */
export function expiredOffsets(
  { group, offsets }: { readonly group: Group; readonly offsets: GroupOffsets },
  { nowMs, retentionMs }: { readonly nowMs: number; readonly retentionMs: number },
): { readonly topic: string; readonly partitions: readonly number[] }[] {
  const countsFrom = countingFrom(group);
  return offsets.partitions().map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.filter((partition) => {
      const fromMs = countsFrom(topic, offsets.get(topic, partition)!);
      const isOld = fromMs !== undefined && nowMs - fromMs >= retentionMs;
      return isOld && !offsets.isPending(topic, partition);
    }),
  })).filter(({ partitions }) => partitions.length > 0);
}

/** From when on an offset's time counts; `undefined` while it does not. */
function countingFrom(
  group: Group,
): (topic: string, committed: CommittedOffset) => number | undefined {
  if (group.state === "Empty") {
    const sinceMs = group.protocolType === "" ? undefined : group.emptySinceMs;
    return (_, { commitTimestampMs }) => sinceMs ?? commitTimestampMs;
  }
  const subscribed = group.state === "Stable" ? subscribedTopics(group) : undefined;
  if (subscribed === undefined) return () => undefined;
  return (topic, { commitTimestampMs }) => subscribed.has(topic) ? undefined : commitTimestampMs;
}

/** The topics that members read; `undefined` where that can't be told. */
function subscribedTopics({ protocolType, protocolName, members }: Group): Set<string> | undefined {
  if (protocolType !== "consumer") return undefined;
  try {
    return new Set(
      [...members].flatMap((member) => decodeSubscription(metadataOf(member, protocolName)).topics),
    );
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
