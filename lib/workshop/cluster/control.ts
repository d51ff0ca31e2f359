import type { TopicPartition } from "../../kafka/mod.ts";

/** What can be done to the brokers of a cluster, whatever kind it is of. */
export interface ClusterControl {
  /** The brokers, those that are down too. */
  readonly brokerIds: readonly number[];
  /**
   * Ends a broker at once, as a power cut would. Resolves when the brokers that are left know it: what
   * it led is led by others then, or by nobody. A leader of Apache Kafka may take a moment longer to
   * count it out: a write with acks=all that is one copy short may then end as not known.
   */
  kill(brokerId: number): Promise<void>;
  /**
   * Starts a killed broker again, on the same port and data. Resolves when it is back in the in-sync
   * replicas of each partition that has a leader. One that runs is left alone.
   */
  revive(brokerId: number): Promise<void>;
  /**
   * Makes an in-sync replica the leader of a partition; resolves when all brokers know it.
   *
   * @throws {WorkshopError} code `NOT_A_REPLICA`
   */
  moveLeader(partition: TopicPartition, brokerId: number): Promise<void>;
  /**
   * Lets followers copy nothing until what it resolves to is disposed of. They stay in sync by name
   * for `replica.lag.time.max.ms`, half a minute: do what is to be done within it.
   */
  holdReplication(): Promise<AsyncDisposable>;
  /**
   * Stops a broker's process where it stands, its connections open, until what it resolves to is
   * disposed of. Where brokers are no processes, or signals no such thing, there is none.
   */
  freeze?(brokerId: number): Promise<AsyncDisposable>;
  /** Applies the retention and compaction of a topic now; resolves when that is done. */
  cleanNow(topic: string): Promise<void>;
}
