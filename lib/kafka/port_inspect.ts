import type { NewTopic } from "./new_topic.ts";
import type { TopicPartition, TopicPartitionOffset } from "./port_records.ts";

/**
 * Where a setting's value comes from: `topic`, `broker` and `group` were set on that one, `brokers`
 * on all brokers at once, `file` stands in the broker's own configuration.
 */
export type SettingSource =
  | "topic"
  | "broker"
  | "brokers"
  | "file"
  | "default"
  | "logger"
  | "client"
  | "group"
  | "unknown";

/** A setting of a topic or of a broker. */
export interface Setting {
  /** Kafka's name for it. */
  readonly name: string;
  /** Its value; null for secrets, and for what has none. */
  readonly value: string | null;
  /** Where the value comes from. */
  readonly source: SettingSource;
  /** Whether nobody can change it while the broker runs. */
  readonly readOnly: boolean;
  /** Whether its value is a secret. */
  readonly sensitive: boolean;
}

/** A partition's copy in a folder of a broker. */
export interface LoggedPartition extends TopicPartition {
  /** What its files take, in bytes. */
  readonly sizeBytes: number;
  /** How far it is behind what all in-sync replicas have, in records. */
  readonly offsetLag: number;
}

/** A folder in which a broker keeps partitions. */
export interface LogDir {
  /** Number of the broker. */
  readonly broker: number;
  /** The folder's path there. */
  readonly path: string;
  /** Room of its disk, in bytes; `undefined` where the broker does not tell. */
  readonly totalBytes: number | undefined;
  /** Room that is left, in bytes; `undefined` where the broker does not tell. */
  readonly usableBytes: number | undefined;
  /** What lies in it, by topic and partition. */
  readonly partitions: readonly LoggedPartition[];
}

/** A group as its coordinator lists it. */
export interface ListedGroup {
  /** Name of the group. */
  readonly groupId: string;
  /** `Stable`, `Empty`, `PreparingRebalance`, `CompletingRebalance` or `Dead`. */
  readonly state: string;
  /** `consumer` for consumers; other members, as those of Connect, have other words. */
  readonly protocolType: string;
}

/** What an operator asks. */
export interface InspectingAdmin {
  /** All settings of a topic with where they come from, by name. */
  topicSettings(name: string): Promise<readonly Setting[]>;
  /** All settings of a broker with where they come from, by name. */
  brokerSettings(id: number): Promise<readonly Setting[]>;
  /**
   * Asks whether topics could be made, and makes none.
   *
   * @throws {WorkshopError} with the broker's reason, `TOPIC_ALREADY_EXISTS` too
   */
  checkTopics(topics: readonly NewTopic[]): Promise<void>;
  /** What lies on the disks of these brokers, or of all. */
  describeLogDirs(brokers?: readonly number[]): Promise<readonly LogDir[]>;
  /** All groups with their state, by name. */
  groupStates(): Promise<readonly ListedGroup[]>;
  /** All that a group has committed, of whichever topic. */
  allCommittedOffsets(groupId: string): Promise<readonly TopicPartitionOffset[]>;
  /**
   * Forgets what a group has committed for these partitions.
   *
   * @throws {WorkshopError} code `GROUP_SUBSCRIBED_TO_TOPIC` while members read the topic
   */
  deleteOffsets(groupId: string, partitions: readonly TopicPartition[]): Promise<void>;
}
