import type { runConsumer, TopicPartition } from "../../consumer/mod.ts";

/** A partition, what its log holds, and how far a group has read it. */
export interface LogPlace extends TopicPartition {
  /** The first offset that is still there. */
  readonly low: bigint;
  /** The offset behind the last record. */
  readonly high: bigint;
  /** What the group has committed; negative for nothing. */
  readonly committed: bigint;
}

/** What is there of partitions now, and on which cluster. */
export async function logPlaces(
  kafka: Parameters<typeof runConsumer>[0],
  groupId: string,
  partitions: readonly TopicPartition[],
): Promise<{ readonly clusterId: string; readonly places: readonly LogPlace[] }> {
  await using admin = await kafka.admin();
  const { clusterId } = await admin.describeCluster();
  const byTopic = Map.groupBy(partitions, ({ topic }) => topic);
  const committed = await admin.committedOffsets(groupId, [...byTopic.keys()]);
  const places: LogPlace[] = [];
  for (const [topic, mine] of byTopic) {
    const numbers = new Set(mine.map(({ partition }) => partition));
    for (const { partition, low, high } of await admin.topicOffsets(topic)) {
      if (!numbers.has(partition)) continue;
      const own = committed.find((each) => each.topic === topic && each.partition === partition);
      places.push({ topic, partition, low, high, committed: own?.offset ?? -1n });
    }
  }
  return { clusterId, places };
}
