import { deleteGroup, describeGroup } from "./admin_groups.ts";
import * as inspect from "./admin_inspect.ts";
import * as security from "./admin_security.ts";
import { surveyGroups } from "./admin_survey_groups.ts";
import { surveyTopics } from "./admin_survey_topics.ts";
import {
  createOrKeepTopics,
  createPartitions,
  deleteTopics,
  describePartitions,
  setTopicConfig,
} from "./admin_topics.ts";
import type {
  Acl,
  AclFilter,
  Admin,
  ClusterDescription,
  GroupDescription,
  ListedGroup,
  LogDir,
  NewTopic,
  PartitionDescription,
  PartitionOffsets,
  ScramUser,
  ScramUserDescription,
  Setting,
  SurveyedGroup,
  SurveyedTopic,
  TopicPartitionOffset,
} from "./port.ts";
import type { WireCluster } from "./wire/cluster.ts";
import { deleteRecords } from "./wire/delete_records.ts";
import {
  commitOffsets,
  committedOffsets,
  EARLIEST,
  LATEST,
  offsetsAt,
  OUTSIDE,
  type TopicPartition,
} from "./wire/offsets.ts";

/**
 * Questions and orders over our own connections. To kafkajs' admin one partition without a leader makes
 * the whole answer an error; it tells offsets and groups in part, and drops settings not named.
 */
export class KafkaAdmin implements Admin {
  readonly #cluster: WireCluster;

  private constructor(cluster: WireCluster) {
    this.#cluster = cluster;
  }

  /** Connects. */
  static async open(cluster: WireCluster): Promise<KafkaAdmin> {
    await cluster.reach();
    return new KafkaAdmin(cluster);
  }

  async describeCluster(): Promise<ClusterDescription> {
    const { clusterId, controllerId, brokers } = await this.#metadata([]);
    return {
      clusterId: clusterId ?? "",
      controllerId,
      brokers: brokers.map(({ nodeId: id, host, port }) => ({ id, host, port })),
    };
  }

  async listTopics(): Promise<string[]> {
    const { topics } = await this.#metadata(null);
    return topics.filter(({ errorCode }) => errorCode === 0).map(({ name }) => name!).sort();
  }

  #metadata(topics: readonly string[] | null): ReturnType<WireCluster["metadata"]> {
    return this.#cluster.retrying(() => this.#cluster.metadata(topics), PATIENCE);
  }

  async createTopics(topics: readonly NewTopic[]): Promise<string[]> {
    return await createOrKeepTopics(this.#cluster, topics);
  }

  async deleteTopics(names: readonly string[]): Promise<void> {
    if (names.length > 0) await deleteTopics(this.#cluster, names);
  }

  async deleteRecords(before: readonly TopicPartitionOffset[]): Promise<void> {
    await this.#cluster.retrying(() => deleteRecords(this.#cluster, before));
  }

  createPartitions(topic: string, count: number): Promise<void> {
    return createPartitions(this.#cluster, topic, count);
  }

  async describeTopic(name: string): Promise<readonly PartitionDescription[]> {
    return await this.#cluster.retrying(
      () => describePartitions(this.#cluster, name),
      UNKNOWN_TOPIC_PATIENCE,
    );
  }

  async topicConfig(name: string): Promise<Readonly<Record<string, string>>> {
    const settings = await this.topicSettings(name);
    return Object.fromEntries(settings.map(({ name, value }) => [name, value ?? ""]));
  }

  async alterTopicConfig(
    name: string,
    config: Readonly<Record<string, string | null>>,
  ): Promise<void> {
    await setTopicConfig(this.#cluster, name, config);
  }

  async #places(topic: string): Promise<TopicPartition[]> {
    return [...(await this.#cluster.partitions(topic)).keys()].sort((a, b) => a - b)
      .map((partition) => ({ topic, partition }));
  }

  async topicOffsets(name: string): Promise<readonly PartitionOffsets[]> {
    return await this.#cluster.retrying(async () => {
      const places = await this.#places(name);
      const [lows, highs] = await Promise.all([
        offsetsAt(this.#cluster, places, EARLIEST),
        offsetsAt(this.#cluster, places, LATEST),
      ]);
      return places.map(({ partition }) => ({
        partition,
        low: lows.find((found) => found.partition === partition)?.offset ?? 0n,
        high: highs.find((found) => found.partition === partition)?.offset ?? 0n,
      }));
    }, UNKNOWN_TOPIC_PATIENCE);
  }

  async offsetsAtTime(name: string, timestampMs: number): Promise<readonly TopicPartitionOffset[]> {
    return await this.#cluster.retrying(async () => {
      const places = await this.#places(name);
      const found = await offsetsAt(this.#cluster, places, timestampMs);
      const rest = places.filter(({ partition }) =>
        !found.some((at) => at.partition === partition)
      );
      const ends = await offsetsAt(this.#cluster, rest, LATEST);
      return [...found, ...ends].sort((a, b) => a.partition - b.partition);
    }, UNKNOWN_TOPIC_PATIENCE);
  }

  async listGroups(): Promise<string[]> {
    return (await this.groupStates()).map(({ groupId }) => groupId).sort();
  }

  async describeGroups(groupIds: readonly string[]): Promise<readonly GroupDescription[]> {
    return await Promise.all(
      groupIds.map((groupId) =>
        this.#cluster.retrying(() => describeGroup(this.#cluster, groupId), PATIENCE)
      ),
    );
  }

  async deleteGroups(groupIds: readonly string[]): Promise<void> {
    const asked = await Promise.allSettled(
      groupIds.map((groupId) =>
        this.#cluster.retrying(() => deleteGroup(this.#cluster, groupId), PATIENCE)
      ),
    );
    for (const each of asked) if (each.status === "rejected") throw each.reason;
  }

  async committedOffsets(
    groupId: string,
    topics: readonly string[],
  ): Promise<readonly TopicPartitionOffset[]> {
    return await this.#cluster.retrying(async () => {
      const places = (await Promise.all(topics.map((topic) => this.#places(topic)))).flat();
      if (places.length === 0) return [];
      return await committedOffsets(this.#cluster, groupId, places);
    }, PATIENCE);
  }

  async commitOffsets(groupId: string, offsets: readonly TopicPartitionOffset[]): Promise<void> {
    if (offsets.length === 0) return;
    await this.#cluster.retrying(
      () => commitOffsets(this.#cluster, groupId, offsets, OUTSIDE),
      PATIENCE,
    );
  }

  topicSettings(name: string): Promise<readonly Setting[]> {
    return inspect.topicSettings(this.#cluster, name);
  }

  brokerSettings(id: number): Promise<readonly Setting[]> {
    return inspect.brokerSettings(this.#cluster, id);
  }

  checkTopics(topics: readonly NewTopic[]): Promise<void> {
    return inspect.checkTopics(this.#cluster, topics);
  }

  describeLogDirs(brokers?: readonly number[]): Promise<readonly LogDir[]> {
    return inspect.describeLogDirs(this.#cluster, brokers);
  }

  groupStates(): Promise<readonly ListedGroup[]> {
    return this.#cluster.retrying(() => inspect.groupStates(this.#cluster), PATIENCE);
  }

  allCommittedOffsets(groupId: string): Promise<readonly TopicPartitionOffset[]> {
    const ask = () => inspect.allCommittedOffsets(this.#cluster, groupId);
    return this.#cluster.retrying(ask, PATIENCE);
  }

  async deleteOffsets(groupId: string, partitions: readonly TopicPartition[]): Promise<void> {
    if (partitions.length === 0) return;
    const ask = () => inspect.deleteOffsets(this.#cluster, groupId, partitions);
    await this.#cluster.retrying(ask, PATIENCE);
  }

  surveyTopics(names?: readonly string[]): Promise<readonly SurveyedTopic[]> {
    return surveyTopics(this.#cluster, names);
  }

  surveyGroups(groupIds?: readonly string[]): Promise<readonly SurveyedGroup[]> {
    return this.#cluster.retrying(() => surveyGroups(this.#cluster, groupIds), PATIENCE);
  }

  alterScramUser(user: ScramUser): Promise<void> {
    return security.alterScramUser(this.#cluster, user);
  }

  deleteScramUser(name: string): Promise<void> {
    return security.deleteScramUser(this.#cluster, name);
  }

  describeScramUsers(): Promise<readonly ScramUserDescription[]> {
    return security.describeScramUsers(this.#cluster);
  }

  createAcls(acls: readonly Acl[]): Promise<void> {
    return security.createAcls(this.#cluster, acls);
  }

  listAcls(filter?: AclFilter): Promise<readonly Acl[]> {
    return security.listAcls(this.#cluster, filter);
  }

  deleteAcls(filter: AclFilter): Promise<readonly Acl[]> {
    return security.deleteAcls(this.#cluster, filter);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#cluster.close();
  }
}

/** A coordinator may be moving or starting. */
const PATIENCE = { timeoutMs: 5000 };
/** A topic that was just made may not be known everywhere; one that isn't there won't come. */
const UNKNOWN_TOPIC_PATIENCE = { timeoutMs: 2000 };
