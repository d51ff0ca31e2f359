import type { TopicPartitionOffset } from "../port.ts";
import { demandSuccess } from "./broker_error.ts";
import type { WireCluster } from "./cluster.ts";
import { byTopic } from "./offsets.ts";

/** Moves the first offsets kept; kafkajs fails at it until it has seen the topic's metadata. */
export async function deleteRecords(
  cluster: WireCluster,
  before: readonly TopicPartitionOffset[],
): Promise<void> {
  const led = await Promise.all(before.map(async (position) => ({
    ...position,
    ...await cluster.leader(position.topic, position.partition),
  })));
  for (const [nodeId, positions] of Map.groupBy(led, (position) => position.nodeId)) {
    const answer = await cluster.ask(nodeId, "DeleteRecords", {
      topics: byTopic(positions).map(([name, places]) => ({
        name,
        partitions: places.map(({ partition, offset }) => ({
          partitionIndex: partition,
          offset: Number(offset),
        })),
      })),
      timeoutMs: cluster.requestTimeoutMs,
    });
    for (const { name: topic, partitions } of answer.topics) {
      for (const { partitionIndex: partition, errorCode } of partitions) {
        if (errorCode !== 0) cluster.forget(topic);
        const what = `Deleting records of ${topic}/${partition}`;
        demandSuccess(errorCode, { what, topic, partition });
      }
    }
  }
}
