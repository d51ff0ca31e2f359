import type { NewTopic } from "./new_topic.ts";
import type {
  ClusterDescription,
  GroupDescription,
  PartitionDescription,
  PartitionOffsets,
} from "./port_described.ts";
import type { InspectingAdmin } from "./port_inspect.ts";
import type { SecurityAdmin } from "./port_security.ts";
import type { SurveyingAdmin } from "./port_survey.ts";
import type { TopicPartitionOffset } from "./port_records.ts";

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
  /**
   * Forgets groups; one that can't be forgotten keeps none of the others.
   *
   * @throws {WorkshopError} code `NON_EMPTY_GROUP`, `GROUP_ID_NOT_FOUND` or
   * `GROUP_AUTHORIZATION_FAILED`, of the first that is refused
   */
  deleteGroups(groupIds: readonly string[]): Promise<void>;
  /** Only partitions where something was ever committed. */
  committedOffsets(
    groupId: string,
    topics: readonly string[],
  ): Promise<readonly TopicPartitionOffset[]>;
  /** Commits for a group without members. @throws {WorkshopError} when it has some */
  commitOffsets(groupId: string, offsets: readonly TopicPartitionOffset[]): Promise<void>;
}
