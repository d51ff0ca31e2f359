import type { ClusterDescription, GroupDescription } from "../kafka/mod.ts";

/** A partition's ends and replicas. */
export interface PartitionState {
  /** Its number. */
  readonly partition: number;
  /** The first offset still kept. */
  readonly low: bigint;
  /** The offset of the next record. */
  readonly end: bigint;
  /** Broker id of the leader, -1 when there is none. */
  readonly leader: number;
  /** Broker ids that are to hold it. */
  readonly replicas: readonly number[];
  /** Broker ids that hold all of it. */
  readonly inSyncReplicas: readonly number[];
  /**
   * Whether no leader told its offsets in this pass: they are those of the pass before, or 0.
   *
   * @default {false}
   */
  readonly stale?: boolean;
}

/** A topic and its partitions, in their order. */
export interface TopicState {
  /** Its name. */
  readonly name: string;
  /** Its partitions. */
  readonly partitions: readonly PartitionState[];
}

/** How far a group is in one partition where it has committed. */
export interface PartitionLag {
  /** The topic's name. */
  readonly topic: string;
  /** The partition's number. */
  readonly partition: number;
  /** The next offset that the group will read. */
  readonly committed: bigint;
  /** The first offset still kept. */
  readonly low: bigint;
  /** The offset of the next record. */
  readonly end: bigint;
  /** `end − committed`, never negative. */
  readonly lag: bigint;
  /** Age of the oldest unread record in seconds; `undefined` while it can't be told. */
  readonly lagSeconds: number | undefined;
}

/** What the trend says of a group, from good to bad. */
export const VERDICTS = ["ok", "falling behind", "rewound", "stalled", "stopped"] as const;

/** One of {@link VERDICTS}. */
export type Verdict = (typeof VERDICTS)[number];

/** A group, how far it is, and what that means. */
export interface GroupLag {
  /** The group's name. */
  readonly groupId: string;
  /** Kafka's name of its state: `Stable`, `Empty`, `PreparingRebalance`. */
  readonly state: string;
  /** Who is in it and reads what. */
  readonly members: GroupDescription["members"];
  /** Where it has committed, ordered by topic and partition. */
  readonly partitions: readonly PartitionLag[];
  /** Partitions of its topics where it has never committed. */
  readonly uncommitted: readonly { readonly topic: string; readonly partition: number }[];
  /** Unread records in all partitions. */
  readonly totalLag: bigint;
  /** The oldest unread record's age in seconds; `undefined` while it can't be told. */
  readonly lagSeconds: number | undefined;
  /** The trend in a word. */
  readonly verdict: Verdict;
  /** The trend in a sentence. */
  readonly why: string;
}

/** What one pass of the monitor saw. */
export interface LagReport {
  /** When it ended, milliseconds since 1970. */
  readonly atMs: number;
  /** How long it took. */
  readonly durationMs: number;
  /** How long the cluster took to describe itself. */
  readonly responseMs: number;
  /** Brokers and controller. */
  readonly cluster: ClusterDescription;
  /** Topics by name; Kafka's internal ones are left out. */
  readonly topics: readonly TopicState[];
  /** Groups by name, with and without members. */
  readonly groups: readonly GroupLag[];
}
