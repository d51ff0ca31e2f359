import type { TopicPartition, TopicPartitionOffset } from "../kafka/mod.ts";
import type { ConsumerStatistics } from "./statistics.ts";

/** A consumer at work. */
export interface RunningConsumer extends AsyncDisposable {
  /** Resolves when it was stopped, rejects when it can't go on. */
  readonly closed: Promise<void>;
  /** The partitions that are its own at the moment. */
  assignment(): readonly TopicPartition[];
  /** What it has done so far. */
  statistics(): ConsumerStatistics;
  /**
   * Begins no more records of these partitions and fetches none; one that is being worked on ends. It
   * holds until {@link resume}, or until the partition goes to another member. Heartbeats go on.
   *
   * @param partitions all that are its own, unless given
   * @throws {WorkshopError} code `NOT_ASSIGNED` when one of them isn't its own
   */
  pause(partitions?: readonly TopicPartition[]): void;
  /** Undoes {@link pause}. @throws {WorkshopError} code `NOT_ASSIGNED` */
  resume(partitions?: readonly TopicPartition[]): void;
  /**
   * Goes on with a partition at another offset. A record that is being worked on still ends, but what
   * it comes to is not committed; what was fetched is dropped. The new place is committed with the next
   * commit. An offset that the log doesn't have leads to the earliest there is.
   *
   * @throws {WorkshopError} code `NOT_ASSIGNED` when the partition isn't its own
   */
  seek(position: TopicPartitionOffset): void;
  /** Finishes what is being processed, commits, leaves the group, and tells what was done. */
  stop(): Promise<ConsumerStatistics>;
}
