/** A partition and its ends, as the cluster tells them. */
export interface SeenPartition {
  /** Its number. */
  readonly partition: number;
  /** Broker that leads it; −1 for none. */
  readonly leader: number;
  /** Brokers that hold it. */
  readonly replicas: readonly number[];
  /** Brokers whose replica is in sync. */
  readonly inSyncReplicas: readonly number[];
  /** The first offset kept and the next to be written; `undefined` where no leader told them. */
  readonly offsets: { readonly low: bigint; readonly high: bigint } | undefined;
}

/** A topic and its partitions, in their order. */
export interface SeenTopic {
  /** Its name. */
  readonly name: string;
  /** Whether it is one of Kafka's own. */
  readonly isInternal: boolean;
  /** Its partitions. */
  readonly partitions: readonly SeenPartition[];
}

/** A place in a log. */
export interface Place {
  /** The topic's name. */
  readonly topic: string;
  /** Its number. */
  readonly partition: number;
  /** The offset. */
  readonly offset: bigint;
}

/** A group, who is in it, and where it has committed. */
export interface SeenGroup {
  /** The group's name. */
  readonly groupId: string;
  /** Kafka's name of its state. */
  readonly state: string;
  /** Who is in it, and what each reads. */
  readonly members: readonly {
    readonly assignment: readonly { readonly topic: string; readonly partition: number }[];
  }[];
  /** Where it has committed, of whichever topic. */
  readonly committed: readonly Place[];
}

/** A topic's setting and where its value comes from. */
export interface SeenSetting {
  /** Its name. */
  readonly name: string;
  /** null for secrets, and for what has none. */
  readonly value: string | null;
  /** `topic`, `broker`, `brokers`, `file`, `default`. */
  readonly source: string;
  /** Whether nobody can change it while the broker runs. */
  readonly readOnly: boolean;
  /** Whether its value is a secret. */
  readonly sensitive: boolean;
}

/** A topic to be made. */
export interface WantedTopic {
  /** Its name. */
  readonly name: string;
  /** How many partitions it gets. */
  readonly partitions: number;
  /** Copies of each partition. */
  readonly replicationFactor: number;
  /** Settings that differ from the broker's. */
  readonly config: Readonly<Record<string, string>>;
}

/** What a broker keeps on one of its disks. */
export interface SeenFolder {
  /** Number of the broker. */
  readonly broker: number;
  /** What lies in it, with its size in bytes. */
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
