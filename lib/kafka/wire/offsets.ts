import { BrokerError } from "../errors.ts";
import type { Generation, IsolationLevel, TopicPartitionOffset } from "../port.ts";
import { brokerError, demandSuccess } from "./broker_error.ts";
import type { WireCluster } from "./cluster.ts";

/** Marks that stand for times in ListOffsets. */
export const LATEST = -1;
/** See {@link LATEST}. */
export const EARLIEST = -2;

/** The isolation level on the wire. */
export function isolationNumber(level: IsolationLevel): number {
  return level === "read_committed" ? 1 : 0;
}

/** A partition of a topic. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** Groups partitions by topic, as most requests want them. */
export function byTopic<T extends TopicPartition>(items: readonly T[]): [string, T[]][] {
  return [...Map.groupBy(items, ({ topic }) => topic)];
}

/**
 * The offsets at a time, or at one of the marks; partitions that have none at or after it are left
 * out. Each leader is asked once; one that has moved is asked again by the caller.
 */
export async function offsetsAt(
  cluster: WireCluster,
  partitions: readonly TopicPartition[],
  timestamp: number,
  level: IsolationLevel = "read_uncommitted",
): Promise<TopicPartitionOffset[]> {
  const led = await Promise.all(partitions.map(async (place) => ({
    ...place,
    ...await cluster.leader(place.topic, place.partition),
  })));
  const byLeader = Map.groupBy(led, ({ nodeId }) => nodeId);
  const answers = await Promise.all([...byLeader].map(async ([nodeId, wanted]) => {
    try {
      return await askLeader(cluster, nodeId, wanted, timestamp, level);
    } catch (error) {
      for (const { topic } of wanted) cluster.forget(topic);
      throw error;
    }
  }));
  return answers.flat();
}

async function askLeader(
  cluster: WireCluster,
  nodeId: number,
  wanted: readonly (TopicPartition & { readonly leaderEpoch: number })[],
  timestamp: number,
  level: IsolationLevel,
): Promise<TopicPartitionOffset[]> {
  const answer = await cluster.ask(nodeId, "ListOffsets", {
    replicaId: -1,
    isolationLevel: isolationNumber(level),
    topics: byTopic(wanted).map(([name, partitions]) => ({
      name,
      partitions: partitions.map(({ partition, leaderEpoch }) => ({
        partitionIndex: partition,
        currentLeaderEpoch: leaderEpoch,
        timestamp,
      })),
    })),
    timeoutMs: cluster.requestTimeoutMs,
  });
  return answer.topics.flatMap(({ name: topic, partitions }) =>
    partitions.flatMap(({ partitionIndex: partition, errorCode, offset }) => {
      demandSuccess(errorCode, { what: `Offsets of ${topic}/${partition}`, topic, partition });
      return offset < 0 ? [] : [{ topic, partition, offset: BigInt(offset) }];
    })
  );
}

/** What a group has committed; partitions where nothing was committed are left out. */
export async function committedOffsets(
  cluster: WireCluster,
  groupId: string,
  partitions: readonly TopicPartition[],
): Promise<TopicPartitionOffset[]> {
  const answer = await cluster.askCoordinator("group", groupId, "OffsetFetch", {
    groupId,
    topics: byTopic(partitions).map(([name, places]) => ({
      name,
      partitionIndexes: places.map(({ partition }) => partition),
    })),
    requireStable: true,
  });
  const what = `Committed offsets of group ${groupId}`;
  demandCoordinator(cluster, groupId, answer.errorCode, what);
  return answer.topics.flatMap(({ name: topic, partitions }) =>
    partitions.flatMap(({ partitionIndex: partition, errorCode, committedOffset }) => {
      demandSuccess(errorCode, { what, topic, partition });
      return committedOffset < 0 ? [] : [{ topic, partition, offset: BigInt(committedOffset) }];
    })
  );
}

/** A member of a group, as the coordinator knows it; {@link OUTSIDE} stands for nobody. */
export type Membership = Pick<Generation, "id" | "memberId">;

/** Who commits for a group that has no members. */
export const OUTSIDE: Membership = { id: -1, memberId: "" };

/** Offsets as a commit names them, inside a transaction or not. */
export function toCommit(offsets: readonly TopicPartitionOffset[]) {
  return byTopic(offsets).map(([name, places]) => ({
    name,
    partitions: places.map(({ partition, offset }) => ({
      partitionIndex: partition,
      committedOffset: Number(offset),
      committedMetadata: "",
    })),
  }));
}

/**
 * Commits next-to-read offsets; the coordinator refuses them when the member is of another
 * generation.
 */
export async function commitOffsets(
  cluster: WireCluster,
  groupId: string,
  offsets: readonly TopicPartitionOffset[],
  membership: Membership,
): Promise<void> {
  const answer = await cluster.askCoordinator("group", groupId, "OffsetCommit", {
    groupId,
    generationIdOrMemberEpoch: membership.id,
    memberId: membership.memberId,
    topics: toCommit(offsets),
  });
  for (const { name: topic, partitions } of answer.topics) {
    for (const { partitionIndex: partition, errorCode } of partitions) {
      const what = `Commit of group ${groupId} for ${topic}/${partition}`;
      demandCoordinator(cluster, groupId, errorCode, what, { topic, partition });
    }
  }
}

/** An error of a group's coordinator; one that has moved is forgotten. */
function demandCoordinator(
  cluster: WireCluster,
  groupId: string,
  code: number,
  what: string,
  place: { readonly topic?: string; readonly partition?: number } = {},
): void {
  if (code === 0) return;
  const error: BrokerError = brokerError(code, { what, ...place });
  if (error.code.includes("COORDINATOR")) cluster.forgetCoordinator("group", groupId);
  throw error;
}
