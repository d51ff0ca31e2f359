import type { TopicPartition, TopicPartitionOffset } from "../kafka/mod.ts";
import type { ConsumerStatistics } from "./statistics.ts";

/** A consumer's place in its group. */
export interface MembershipView {
  /** Number of the generation. */
  readonly generation: number;
  /** Whether the group is handing out its partitions anew: until it has, nothing is the member's own. */
  readonly isRebalancing: boolean;
  /**
   * How long the coordinator still keeps the member, in milliseconds: a session timeout after the last
   * heartbeat that it answered; Infinity without a group, 0 or less when it has given it up.
   */
  readonly leaseLeftMs: number;
}

/** A consumer at work. */
export interface RunningConsumer extends AsyncDisposable {
  /** Resolves when it was stopped, rejects when it can't go on. */
  readonly closed: Promise<void>;
  /** The partitions that are its own at the moment. */
  assignment(): readonly TopicPartition[];
  /** Its place in the group as far as it knows, `undefined` before its first generation and after the end. */
  membership(): MembershipView | undefined;
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
