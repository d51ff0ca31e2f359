import type { WorkshopError } from "../core/mod.ts";

/** One header of a record; names may repeat and their order is kept. */
export interface Header {
  readonly name: string;
  readonly value: Uint8Array | null;
}

/** A record as it goes out: its partition is known, its offset is not. */
export interface OutgoingRecord {
  readonly key?: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers?: readonly Header[];
  /** Milliseconds since 1970. @default {now} */
  readonly timestampMs?: number;
}

/** A record as a log holds it. */
export interface ConsumedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** Milliseconds since 1970. */
  readonly timestampMs: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly Header[];
}

/** How many replicas must have a batch before it counts: none, the leader, all in sync. */
export type Acks = 0 | 1 | "all";

/** The codec of a record batch. */
export type Compression = "none" | "gzip" | "snappy" | "lz4" | "zstd";

/** One batch for one partition: the unit in which records are acknowledged. */
export interface ProduceBatch {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly OutgoingRecord[];
}

/** Where an acknowledged batch lies. */
export interface ProduceReceipt {
  /** Offset of the batch's first record; `undefined` with acks 0, where nobody answers. */
  readonly baseOffset: bigint | undefined;
  /** Milliseconds since 1970 when the topic stamps records as they are appended. */
  readonly logAppendTimeMs: number | undefined;
}

/** A position in one partition; `offset` is the next to read. */
export interface TopicPartitionOffset {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

/** What a producer session is opened with. */
export interface ProducerSessionOptions {
  /** @default {"all"} */
  readonly acks?: Acks;
  /** @default {"none"} */
  readonly compression?: Compression;
  /** Lets the broker drop repeats (KIP-98); needs acks all. @default {true} */
  readonly idempotent?: boolean;
  /** Longest wait for one answer, in milliseconds. @default {30000} */
  readonly requestTimeoutMs?: number;
}

/**
 * A producer of the driver: one batch, one partition, one request. It is done for after an
 * uncertain outcome: close it and open another.
 */
export interface ProducerSession extends AsyncDisposable {
  /**
   * Resolves when the partition's leader has answered for this very batch.
   *
   * @throws {WorkshopError} `definite` tells a batch that is not in the log from one that may be
   */
  produce(batch: ProduceBatch): Promise<ProduceReceipt>;
}

/** A transactional producer session (KIP-98). */
export interface TransactionalSession extends AsyncDisposable {
  begin(): Promise<Transaction>;
}

/** One open transaction: all of its batches and offsets become visible together, or none. */
export interface Transaction {
  produce(batch: ProduceBatch): Promise<ProduceReceipt>;
  sendOffsets(groupId: string, offsets: readonly TopicPartitionOffset[]): Promise<void>;
  /** @throws {WorkshopError} not definite when the outcome is unknown: read committed offsets again */
  commit(): Promise<void>;
  abort(): Promise<void>;
}

/** Whether a reader sees records of open and aborted transactions. */
export type IsolationLevel = "read_committed" | "read_uncommitted";

/** Where a group begins that has no committed offset. */
export type OffsetReset = "earliest" | "latest";

/** One partition's share of a fetch. */
export interface FetchedBatch {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly ConsumedRecord[];
  /** The log's end as the broker told it with this fetch. */
  readonly highWatermark: bigint;
  /** The generation in which it was fetched; void once the group has moved on. */
  readonly generation: Generation;
}

/** One membership of a group between two rebalances. */
export interface Generation {
  readonly id: number;
  readonly memberId: string;
  readonly assignment: readonly { readonly topic: string; readonly partition: number }[];
  /** Aborts when the group rebalances or the member leaves: what it owned is no longer its own. */
  readonly signal: AbortSignal;
}

/** What a group session is opened with. */
export interface GroupSessionOptions {
  readonly groupId: string;
  readonly topics: readonly string[];
  /** @default {"earliest"} */
  readonly offsetReset?: OffsetReset;
  /** @default {"read_committed"} */
  readonly isolationLevel?: IsolationLevel;
  /** @default {30000} */
  readonly sessionTimeoutMs?: number;
  /** @default {60000} */
  readonly rebalanceTimeoutMs?: number;
  /** @default {3000} */
  readonly heartbeatIntervalMs?: number;
  /** Longest wait of a fetch that finds nothing, in milliseconds. @default {1000} */
  readonly maxWaitMs?: number;
  /** Largest answer to a fetch for one partition, in bytes. @default {1048576} */
  readonly maxBytesPerPartition?: number;
  /** Takes what was fetched; it must return soon and never throws. */
  readonly onBatch: (batch: FetchedBatch) => void;
  /** A new generation begins. */
  readonly onAssigned?: (generation: Generation) => void;
  /** Something that people should know of and that the session deals with itself. */
  readonly onWarning?: (warning: WorkshopError) => void;
}

/** A member of a consumer group, without any policy: what is fetched comes, what is said is done. */
export interface GroupSession extends AsyncDisposable {
  /** The current generation, `undefined` while the group rebalances. */
  readonly generation: Generation | undefined;
  /** Resolves when the session was closed, rejects when it can't go on. */
  readonly closed: Promise<void>;
  pause(topic: string, partition: number): void;
  resume(topic: string, partition: number): void;
  seek(position: TopicPartitionOffset): void;
  /**
   * Commits next-to-read offsets of partitions that this generation owns.
   *
   * @throws {WorkshopError} code `STALE_GENERATION` when the group has moved on; nothing is committed
   */
  commit(offsets: readonly TopicPartitionOffset[], generation: Generation): Promise<void>;
}

/** A topic to be made. */
export interface NewTopic {
  readonly name: string;
  readonly partitions: number;
  /** @default {1} */
  readonly replicationFactor?: number;
  readonly config?: Readonly<Record<string, string>>;
}

/** A partition's offsets: `low` is the first kept, `high` the next to be written. */
export interface PartitionOffsets {
  readonly partition: number;
  readonly low: bigint;
  readonly high: bigint;
}

/** A partition as the controller sees it. */
export interface PartitionDescription {
  readonly partition: number;
  readonly leader: number;
  readonly replicas: readonly number[];
  readonly inSyncReplicas: readonly number[];
}

/** A group, its state and who is in it. */
export interface GroupDescription {
  readonly groupId: string;
  readonly state: string;
  readonly members: readonly {
    readonly memberId: string;
    readonly clientId: string;
    readonly host: string;
    readonly assignment: readonly { readonly topic: string; readonly partition: number }[];
  }[];
}

/** What a cluster says of itself. */
export interface ClusterDescription {
  readonly clusterId: string;
  readonly controllerId: number;
  readonly brokers: readonly {
    readonly id: number;
    readonly host: string;
    readonly port: number;
  }[];
}

/** The questions and orders that don't move records. */
export interface Admin extends AsyncDisposable {
  describeCluster(): Promise<ClusterDescription>;
  listTopics(): Promise<string[]>;
  /** @returns the names that were made; those that existed are left alone */
  createTopics(topics: readonly NewTopic[]): Promise<string[]>;
  deleteTopics(names: readonly string[]): Promise<void>;
  createPartitions(topic: string, count: number): Promise<void>;
  describeTopic(name: string): Promise<readonly PartitionDescription[]>;
  topicConfig(name: string): Promise<Readonly<Record<string, string>>>;
  alterTopicConfig(name: string, config: Readonly<Record<string, string>>): Promise<void>;
  topicOffsets(name: string): Promise<readonly PartitionOffsets[]>;
  /** The first offset at or after a time, per partition; the end where there is none. */
  offsetsAtTime(name: string, timestampMs: number): Promise<readonly TopicPartitionOffset[]>;
  listGroups(): Promise<string[]>;
  describeGroups(groupIds: readonly string[]): Promise<readonly GroupDescription[]>;
  deleteGroups(groupIds: readonly string[]): Promise<void>;
  /** Only partitions where something was ever committed. */
  committedOffsets(
    groupId: string,
    topics: readonly string[],
  ): Promise<readonly TopicPartitionOffset[]>;
  commitOffsets(groupId: string, offsets: readonly TopicPartitionOffset[]): Promise<void>;
}

/** A bounded read of whole partitions by a reader that belongs to no group. */
export interface ReadOptions {
  readonly topic: string;
  /** @default {all partitions} */
  readonly partitions?: readonly number[];
  /** Where to begin, per partition. @default {the first offset kept} */
  readonly from?: readonly TopicPartitionOffset[];
  /** Where to stop, per partition, exclusive. @default {the end when the reading begins} */
  readonly to?: readonly TopicPartitionOffset[];
  /** @default {"read_committed"} */
  readonly isolationLevel?: IsolationLevel;
  readonly signal?: AbortSignal;
}

/**
 * The port to Kafka: everything above it talks to these interfaces and can't tell which client or
 * which kind of cluster is behind them.
 */
export interface Kafka extends AsyncDisposable {
  admin(): Promise<Admin>;
  producer(options?: ProducerSessionOptions): Promise<ProducerSession>;
  transactional(
    transactionalId: string,
    options?: ProducerSessionOptions,
  ): Promise<TransactionalSession>;
  joinGroup(options: GroupSessionOptions): Promise<GroupSession>;
  /** Reads up to a recorded end, without a group and without committing. */
  read(options: ReadOptions): AsyncIterable<ConsumedRecord>;
}

/** How to reach a cluster. */
export interface KafkaConnection {
  /** `host:port`, one or more. */
  readonly bootstrapServers: readonly string[];
  /** @default {"kafka-workshop"} */
  readonly clientId?: string;
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string } | false;
  readonly sasl?: {
    readonly mechanism: "plain" | "scram-sha-256" | "scram-sha-512";
    readonly username: string;
    readonly password: string;
  };
  /** @default {10000} */
  readonly connectionTimeoutMs?: number;
}
