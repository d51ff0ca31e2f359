import { WorkshopError } from "../core/mod.ts";
import type { PartitionDescription, SurveyedTopic } from "./port.ts";
import { brokerError } from "./wire/broker_error.ts";
import type { WireCluster } from "./wire/cluster.ts";
import { byTopic, EARLIEST, LATEST, type TopicPartition } from "./wire/offsets.ts";

/** A broker that is silent for so long is gone on without. */
const PATIENCE_MS = 10_000;

type Led = TopicPartition & { readonly leader: number };

/** Topics with their partitions, replicas and offsets, in one question and two to each leader. */
export async function surveyTopics(
  cluster: WireCluster,
  names?: readonly string[],
): Promise<SurveyedTopic[]> {
  const topics = await describedTopics(cluster, names);
  const offsets = new Survey(cluster);
  await offsets.ask(topics);
  // Leaders may have moved since the topics were described: once more, for what is missing.
  if (offsets.moved.size > 0) {
    await offsets.ask(await describedTopics(cluster, [...offsets.moved]));
  }
  return topics.map((topic) => ({
    ...topic,
    partitions: topic.partitions.map((partition) => ({
      ...partition,
      offsets: offsets.of(topic.name, partition.partition),
    })),
  }));
}

type Described = Omit<SurveyedTopic, "partitions"> & {
  readonly partitions: readonly PartitionDescription[];
};

async function describedTopics(
  cluster: WireCluster,
  names: readonly string[] | undefined,
): Promise<Described[]> {
  if (names?.length === 0) return [];
  const answer = await cluster.metadata(names ?? null);
  return answer.topics.filter(({ errorCode, name }) => errorCode === 0 && name !== null)
    .map(({ name, isInternal, partitions }) => ({
      name: name!,
      isInternal,
      partitions: partitions.map((partition) => ({
        partition: partition.partitionIndex,
        leader: partition.leaderId,
        replicas: partition.replicaNodes,
        inSyncReplicas: partition.isrNodes,
      })).sort((a, b) => a.partition - b.partition),
    })).sort((a, b) => a.name < b.name ? -1 : 1);
}

/** The ends of partitions as their leaders tell them. */
class Survey {
  readonly #cluster: WireCluster;
  readonly #lows = new Map<string, bigint>();
  readonly #highs = new Map<string, bigint>();
  /** Topics of which somebody no longer leads what he was taken to lead. */
  readonly moved = new Set<string>();

  constructor(cluster: WireCluster) {
    this.#cluster = cluster;
  }

  async ask(topics: readonly Described[]): Promise<void> {
    this.moved.clear();
    const wanted = topics.flatMap(({ name: topic, partitions }) =>
      partitions.filter(({ partition, leader }) =>
        leader >= 0 && this.of(topic, partition) === undefined
      ).map(({ partition, leader }) => ({ topic, partition, leader }))
    );
    const byLeader = Map.groupBy(wanted, ({ leader }) => leader);
    await Promise.all([...byLeader].flatMap(([nodeId, led]) => [
      this.#askLeader(nodeId, led, EARLIEST, this.#lows),
      this.#askLeader(nodeId, led, LATEST, this.#highs),
    ]));
  }

  of(topic: string, partition: number): { low: bigint; high: bigint } | undefined {
    const low = this.#lows.get(placeOf(topic, partition));
    const high = this.#highs.get(placeOf(topic, partition));
    return low === undefined || high === undefined ? undefined : { low, high };
  }

  async #askLeader(
    nodeId: number,
    led: readonly Led[],
    timestamp: number,
    found: Map<string, bigint>,
  ): Promise<void> {
    try {
      const answer = await this.#cluster.ask(nodeId, "ListOffsets", {
        replicaId: -1,
        isolationLevel: 0,
        topics: byTopic(led).map(([name, partitions]) => ({
          name,
          partitions: partitions.map(({ partition }) => ({ partitionIndex: partition, timestamp })),
        })),
        timeoutMs: PATIENCE_MS,
      }, Math.min(PATIENCE_MS, this.#cluster.requestTimeoutMs));
      for (const { name: topic, partitions } of answer.topics) {
        for (const { partitionIndex, errorCode, offset } of partitions) {
          if (errorCode === 0) found.set(placeOf(topic, partitionIndex), BigInt(offset));
          else if (brokerError(errorCode, { what: topic }).retriable) this.moved.add(topic);
        }
      }
    } catch (error) {
      // The others tell theirs; who is closed tells nothing any more.
      if (this.#cluster.signal.aborted || !(error instanceof WorkshopError)) throw error;
    }
  }
}

function placeOf(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}
