import type { NewTopic } from "./new_topic.ts";
import type { InspectingAdmin } from "./port_inspect.ts";
import type { SecurityAdmin } from "./port_security.ts";
import type { SurveyingAdmin } from "./port_survey.ts";
import type { TopicPartition, TopicPartitionOffset } from "./port_records.ts";

/** A partition's offsets: `low` is the first kept, `high` the next to be written. */
export interface PartitionOffsets {
  /** Number of the partition. */
  readonly partition: number;
  /** The first offset kept. */
  readonly low: bigint;
  /** The next to be written. */
  readonly high: bigint;
}

/** A partition as the controller sees it. */
export interface PartitionDescription {
  /** Number of the partition. */
  readonly partition: number;
  /** Broker that leads it; −1 for none. */
  readonly leader: number;
  /** Brokers that hold it. */
  readonly replicas: readonly number[];
  /** Brokers whose replica is in sync. */
  readonly inSyncReplicas: readonly number[];
}

/** A member of a group. */
export interface MemberDescription {
  /** As the coordinator calls it. */
  readonly memberId: string;
  /** As it calls itself. */
  readonly clientId: string;
  /** Where it connects from. */
  readonly host: string;
  /** What it reads. */
  readonly assignment: readonly TopicPartition[];
}

/** A group, its state and who is in it. */
export interface GroupDescription {
  /** Name of the group. */
  readonly groupId: string;
  /**
   * `Stable`, `Empty`, `PreparingRebalance`, `CompletingRebalance` or `Dead`; with members of
   * KIP-848, `Assigning` or `Reconciling` while they rebalance.
   */
  readonly state: string;
  /** Who is in it. */
  readonly members: readonly MemberDescription[];
}

/** A broker and where it listens. */
export interface BrokerAddress {
  /** Number of the broker. */
  readonly id: number;
  /** Name or address to dial. */
  readonly host: string;
  /** Port to dial. */
  readonly port: number;
}

/** What a cluster says of itself. */
export interface ClusterDescription {
  /** Id of the cluster; that of an embedded one begins with `embedded-`. */
  readonly clusterId: string;
  /** Broker to send administrative requests to; −1 for none. */
  readonly controllerId: number;
  /** The brokers that are there. */
  readonly brokers: readonly BrokerAddress[];
}

/** The questions and orders that don't move records. */
export interface Admin extends SecurityAdmin, InspectingAdmin, SurveyingAdmin, AsyncDisposable {
  /** Tells the brokers and the controller. */
  describeCluster(): Promise<ClusterDescription>;
  /** Names of all topics, sorted. */
  listTopics(): Promise<string[]>;
  /** Makes topics and gives the names that were made; those that existed are left alone. */
  createTopics(topics: readonly NewTopic[]): Promise<string[]>;
  /** Deletes topics. @throws {WorkshopError} code `UNKNOWN_TOPIC_OR_PARTITION` when one isn't there */
  deleteTopics(names: readonly string[]): Promise<void>;
  /**
   * Deletes what lies before these offsets, for good; readers go on there.
   *
   * @throws {WorkshopError} code `OFFSET_OUT_OF_RANGE` when an offset lies behind the end
   */
  deleteRecords(before: readonly TopicPartitionOffset[]): Promise<void>;
  /** Raises the number of a topic's partitions; keys then go to other partitions than before. */
  createPartitions(topic: string, count: number): Promise<void>;
  /** Tells who holds each partition. @throws {WorkshopError} code `UNKNOWN_TOPIC_OR_PARTITION` */
  describeTopic(name: string): Promise<readonly PartitionDescription[]>;
  /** All settings of a topic, defaults too. */
  topicConfig(name: string): Promise<Readonly<Record<string, string>>>;
  /** Changes the settings that are named and no others; null gives one its default back. */
  alterTopicConfig(name: string, config: Readonly<Record<string, string | null>>): Promise<void>;
  /** The first and the next offset of each partition. */
  topicOffsets(name: string): Promise<readonly PartitionOffsets[]>;
  /** The first offset at or after a time, per partition; the end where there is none. */
  offsetsAtTime(name: string, timestampMs: number): Promise<readonly TopicPartitionOffset[]>;
  /** Names of all groups, sorted. */
  listGroups(): Promise<string[]>;
  /** A group that nobody knows is described as `Dead`. */
  describeGroups(groupIds: readonly string[]): Promise<readonly GroupDescription[]>;
  /** Forgets groups. @throws {WorkshopError} code `NON_EMPTY_GROUP` or `GROUP_ID_NOT_FOUND` */
  deleteGroups(groupIds: readonly string[]): Promise<void>;
  /** Only partitions where something was ever committed. */
  committedOffsets(
    groupId: string,
    topics: readonly string[],
  ): Promise<readonly TopicPartitionOffset[]>;
  /** Commits for a group without members. @throws {WorkshopError} when it has some */
  commitOffsets(groupId: string, offsets: readonly TopicPartitionOffset[]): Promise<void>;
}
