/** A partition and its ends, as the cluster tells them. */
export interface SeenPartition {
  readonly partition: number;
  /** Broker that leads it; −1 for none. */
  readonly leader: number;
  readonly replicas: readonly number[];
  readonly inSyncReplicas: readonly number[];
  /** The first offset kept and the next to be written; `undefined` where no leader told them. */
  readonly offsets: { readonly low: bigint; readonly high: bigint } | undefined;
}

/** A topic and its partitions, in their order. */
export interface SeenTopic {
  readonly name: string;
  /** Whether it is one of Kafka's own. */
  readonly isInternal: boolean;
  readonly partitions: readonly SeenPartition[];
}

/** A place in a log. */
export interface Place {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

/** A group, who is in it, and where it has committed. */
export interface SeenGroup {
  readonly groupId: string;
  /** Kafka's name of its state. */
  readonly state: string;
  readonly members: readonly {
    readonly assignment: readonly { readonly topic: string; readonly partition: number }[];
  }[];
  readonly committed: readonly Place[];
}

/** A topic's setting and where its value comes from. */
export interface SeenSetting {
  readonly name: string;
  /** null for secrets, and for what has none. */
  readonly value: string | null;
  /** `topic`, `broker`, `brokers`, `file`, `default`. */
  readonly source: string;
  readonly readOnly: boolean;
  readonly sensitive: boolean;
}

/** A topic to be made. */
export interface WantedTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly config: Readonly<Record<string, string>>;
}

/** What a broker keeps on one of its disks. */
export interface SeenFolder {
  readonly broker: number;
  readonly partitions: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly sizeBytes: number;
  }[];
}

/** What the topics' page asks and orders of the cluster. */
export interface TopicsAdmin {
  /** Names of all topics, sorted. */
  listTopics(): Promise<readonly string[]>;
  /** These topics, or all; names that aren't there are left out. */
  surveyTopics(names?: readonly string[]): Promise<readonly SeenTopic[]>;
  /** These groups, or all; those that aren't there are left out. */
  surveyGroups(groupIds?: readonly string[]): Promise<readonly SeenGroup[]>;
  /** All settings of a topic, by name. */
  topicSettings(name: string): Promise<readonly SeenSetting[]>;
  /** What lies on the brokers' disks. */
  describeLogDirs(): Promise<readonly SeenFolder[]>;
  /** Asks whether topics could be made. @throws with the broker's reason */
  checkTopics(topics: readonly WantedTopic[]): Promise<void>;
  /** Makes topics that aren't there. */
  createTopics(topics: readonly WantedTopic[]): Promise<readonly string[]>;
  /** Changes settings; null gives one its default back. */
  alterTopicConfig(name: string, config: Readonly<Record<string, string | null>>): Promise<void>;
  /** Raises the number of partitions. */
  createPartitions(topic: string, count: number): Promise<void>;
  /** Deletes topics. */
  deleteTopics(names: readonly string[]): Promise<void>;
  /** Deletes what lies before these offsets. */
  deleteRecords(before: readonly Place[]): Promise<void>;
}

/** What the topics' page needs of the rest. */
export interface TopicsPorts {
  /** Outlives the cluster's absence; every call of it is bounded. */
  readonly admin: TopicsAdmin;
}
