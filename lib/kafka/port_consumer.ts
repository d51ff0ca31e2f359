import type { WorkshopError } from "../core/mod.ts";
import type { GroupMembership } from "./port_producer.ts";
import type {
  ConsumedRecord,
  IsolationLevel,
  OffsetPosition,
  TopicPartition,
  TopicPartitionOffset,
} from "./port_records.ts";

/**
 * Where a group begins that has no committed offset. What it has committed always comes first,
 * however often its members start.
 */
export type OffsetReset = OffsetPosition;

/** One partition's share of a fetch. */
export interface FetchedBatch extends TopicPartition {
  /** In the order of the log; empty when there were only markers and aborted records. */
  readonly records: readonly ConsumedRecord[];
  /** Where the next fetch begins: behind markers and aborted records too. */
  readonly nextOffset: bigint;
  /** The log's end as the broker noted it before it read: what came in between lies behind it. */
  readonly highWatermark: bigint;
  /** The generation in which it was fetched; void once the group has moved on. */
  readonly generation: Generation;
}

/** One membership of a group between two rebalances. */
export interface Generation extends GroupMembership {
  /** The partitions that are this member's own. */
  readonly assignment: readonly TopicPartition[];
  /** Where the reading of each of them begins. */
  readonly positions: readonly TopicPartitionOffset[];
  /** Aborts when the group rebalances or the member leaves: what it owned is no longer its own. */
  readonly signal: AbortSignal;
  /**
   * How long the member may believe that it is still in the group, in milliseconds on the clock that
   * never steps: until a session timeout after the last heartbeat that the coordinator answered. A
   * member that was frozen or cut off finds it in the past before anybody tells it more. Without a
   * group it never ends.
   */
  readonly leaseEndsAtMs: number;
}

/** A member as the group's leader sees it when it shares out partitions. */
export interface AssigningMember {
  /** As the coordinator calls it. */
  readonly memberId: string;
  /** What it wants to read. */
  readonly topics: readonly string[];
  /** What it had when it was last in the group; it may be out of date. */
  readonly owned: readonly TopicPartition[];
  /** The generation in which it had that; −1 for none. */
  readonly generationId: number;
}

/** Decides which member of a group reads which partition; the group's leader asks it. */
export interface GroupAssigner {
  /** All members of a group must know an assigner of the same name. */
  readonly name: string;
  /** Shares out the partitions: by member id what it gets; who is left out gets nothing. */
  assign(
    members: readonly AssigningMember[],
    partitions: readonly TopicPartition[],
  ): Promise<ReadonlyMap<string, readonly TopicPartition[]>>;
}

/** What a group session is opened with. */
export interface GroupSessionOptions {
  /** Name of the group. */
  readonly groupId: string;
  /** What the group reads. */
  readonly topics: readonly string[];
  /** Where a group begins that has committed nothing. @default {"earliest"} */
  readonly offsetReset?: OffsetReset;
  /** Which records of transactions are seen. @default {"read_committed"} */
  readonly isolationLevel?: IsolationLevel;
  /** How long a silent member stays in the group, in milliseconds. @default {30000} */
  readonly sessionTimeoutMs?: number;
  /** How long a rebalance waits for its members, in milliseconds. @default {60000} */
  readonly rebalanceTimeoutMs?: number;
  /** How often a member says that it is there, in milliseconds. @default {3000} */
  readonly heartbeatIntervalMs?: number;
  /** How the group's leader shares out partitions. @default {each partition to the next member in turn} */
  readonly assigner?: GroupAssigner;
  /** Longest wait of a fetch that finds nothing, in milliseconds. @default {1000} */
  readonly maxWaitMs?: number;
  /** Largest answer to a fetch for one partition, in bytes. @default {1048576} */
  readonly maxBytesPerPartition?: number;
  /** Takes what was fetched; it must return soon and never throws. */
  readonly onBatch: (batch: FetchedBatch) => void;
  /**
   * The group has given the member these partitions; called before the group is asked where their
   * reading begins. A former owner's open transaction would hold that answer up for as long as it may
   * last: it can be ended here. The signal aborts when the group moves on.
   *
   * @throws what ends the session, unless the signal has aborted
   */
  readonly onAssigning?: (
    next: Pick<Generation, "id" | "memberId" | "assignment">,
    signal: AbortSignal,
  ) => Promise<void>;
  /** A new generation begins; called before anything of it is handed over. */
  readonly onAssigned?: (generation: Generation) => void;
  /**
   * The generation is about to end: the last chance to commit in it. The rebalance waits for this, at
   * most a third of the session timeout.
   */
  readonly onRevoking?: (generation: Generation) => Promise<void>;
  /** Something that people should know of and that the session deals with itself. */
  readonly onWarning?: (warning: WorkshopError) => void;
}

/** A member of a consumer group, without any policy: what is fetched comes, what is said is done. */
export interface GroupSession extends AsyncDisposable {
  /** The current generation, `undefined` while the group rebalances. */
  readonly generation: Generation | undefined;
  /** Resolves when the session was closed, rejects when it can't go on. */
  readonly closed: Promise<void>;
  /** Hands over nothing more of a partition. */
  pause(topic: string, partition: number): void;
  /** Undoes {@link pause}. */
  resume(topic: string, partition: number): void;
  /** Goes on reading at another offset; what was fetched and not handed over is dropped. */
  seek(position: TopicPartitionOffset): void;
  /**
   * Commits next-to-read offsets of partitions that this generation owns.
   *
   * @throws {WorkshopError} code `STALE_GENERATION` when the group has moved on; nothing is committed
   */
  commit(offsets: readonly TopicPartitionOffset[], generation: Generation): Promise<void>;
  /**
   * Where the reading of partitions of this generation begins as things stand now: at what the group
   * has committed, transactions that are being ended included, else where the reset says.
   *
   * @throws {WorkshopError} code `STALE_GENERATION` when the group has moved on
   */
  positions(
    partitions: readonly TopicPartition[],
    generation: Generation,
  ): Promise<readonly TopicPartitionOffset[]>;
}

/** A bounded read of whole partitions by a reader that belongs to no group. */
export interface ReadOptions {
  /** What is read. */
  readonly topic: string;
  /** Which partitions. @default {all of them} */
  readonly partitions?: readonly number[];
  /** Where to begin, per partition. @default {the first offset kept} */
  readonly from?: readonly TopicPartitionOffset[];
  /** Where to stop, per partition, exclusive; at most the end. @default {the end at the start} */
  readonly to?: readonly TopicPartitionOffset[];
  /** Which records of transactions are seen. @default {"read_committed"} */
  readonly isolationLevel?: IsolationLevel;
  /** Ends the reading with its reason. */
  readonly signal?: AbortSignal;
}
