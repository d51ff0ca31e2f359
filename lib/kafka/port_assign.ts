import type { WorkshopError } from "../core/mod.ts";
import type { FetchedBatch, Generation } from "./port_consumer.ts";
import type {
  IsolationLevel,
  OffsetPosition,
  TopicPartition,
  TopicPartitionOffset,
} from "./port_records.ts";

/** What a session with partitions of one's own choice is opened with. */
export interface AssignedSessionOptions {
  /** Topics of which all partitions are read that are there when the session is opened. */
  readonly topics?: readonly string[];
  /** Partitions that are read, beside those of the topics. */
  readonly partitions?: readonly TopicPartition[];
  /**
   * Where each start begins. `committed` asks the group `groupId`, and begins at the earliest where
   * it has committed nothing. @default {"earliest"}
   */
  readonly startAt?: "committed" | OffsetPosition;
  /**
   * Whose offsets `commit` writes. The session is no member of that group: the coordinator takes such
   * commits only while the group has no members at all. @default {none: nothing can be committed}
   */
  readonly groupId?: string;
  /** Which records of transactions are seen. @default {"read_committed"} */
  readonly isolationLevel?: IsolationLevel;
  /** Longest wait of a fetch that finds nothing, in milliseconds. @default {1000} */
  readonly maxWaitMs?: number;
  /** Largest answer to a fetch for one partition, in bytes. @default {1048576} */
  readonly maxBytesPerPartition?: number;
  /** The session begins; called once, before anything is handed over. */
  readonly onAssigned?: (generation: Generation) => void;
  /** Takes what was fetched; it must return soon and never throws. */
  readonly onBatch: (batch: FetchedBatch) => void;
  /** Something that people should know of and that the session deals with itself. */
  readonly onWarning?: (warning: WorkshopError) => void;
}

/**
 * Reads partitions of one's own choice: no group, no heartbeats, no rebalances, and nobody who keeps
 * another reader from the same partitions. An offset that the log doesn't have leads to the earliest
 * there is, and to a warning with code `OFFSET_OUT_OF_RANGE`.
 */
export interface AssignedSession extends AsyncDisposable {
  /** Stands for the whole session: its id is −1 and it ends when the session does. */
  readonly generation: Generation;
  /** Resolves when the session was closed, rejects when it can't go on. */
  readonly closed: Promise<void>;
  /** Hands over nothing more of a partition. */
  pause(topic: string, partition: number): void;
  /** Undoes {@link pause}. */
  resume(topic: string, partition: number): void;
  /** Goes on reading at another offset; what was fetched and not handed over is dropped. */
  seek(position: TopicPartitionOffset): void;
  /**
   * Commits next-to-read offsets for the group of the options.
   *
   * @throws {WorkshopError} code `NO_GROUP` when no group was named, `GROUP_IN_USE` when the group
   *   has members: only they may commit for it
   */
  commit(offsets: readonly TopicPartitionOffset[]): Promise<void>;
}
