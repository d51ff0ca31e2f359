import type { RequestBody } from "../protocol/mod.ts";
import type { TopicNames } from "./topics.ts";

/**
 * The partitions that a connection's fetch session reads. A fetch within a session (KIP-227) names
 * only what has changed since the one before.
 */
export class FetchSession {
  readonly #partitions = new Map<string, Set<number>>();

  /** The topics that this fetch reads, named in it or before. */
  topicsOf(fetch: RequestBody<"Fetch">, names: TopicNames): string[] {
    if (fetch.sessionEpoch <= 0) this.#partitions.clear();
    const nameOf = ({ topic, topicId }: { topic: string; topicId: string }) =>
      topic || (names.get(topicId) ?? topicId);
    for (const topic of fetch.topics) {
      const known = this.#partitions.getOrInsertComputed(nameOf(topic), () => new Set<number>());
      for (const { partition } of topic.partitions) known.add(partition);
    }
    for (const topic of fetch.forgottenTopicsData) this.#forget(nameOf(topic), topic.partitions);
    return [...this.#partitions.keys()];
  }

  #forget(topic: string, partitions: readonly number[]): void {
    const known = this.#partitions.get(topic);
    for (const partition of partitions) known?.delete(partition);
    if (known?.size === 0) this.#partitions.delete(topic);
  }
}
