import type { TopicPartition } from "../kafka/mod.ts";

/** What a partition is known by in a map, and called in log lines: `topic/partition`. */
export function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
