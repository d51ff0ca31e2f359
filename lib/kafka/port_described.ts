import type { TopicPartition } from "./port_records.ts";

/** A partition's offsets: `low` is the first kept, `high` the next to be written. */
export interface PartitionOffsets {
  /** Number of the partition. */
  readonly partition: number;
  /** The first offset kept. */
  readonly low: bigint;
  /** The next to be written. */
  readonly high: bigint;
}

/** A partition as the controller sees it. */
export interface PartitionDescription {
  /** Number of the partition. */
  readonly partition: number;
  /** Broker that leads it; −1 for none. */
  readonly leader: number;
  /** Brokers that hold it. */
  readonly replicas: readonly number[];
  /** Brokers whose replica is in sync. */
  readonly inSyncReplicas: readonly number[];
}

/** A member of a group. */
export interface MemberDescription {
  /** As the coordinator calls it. */
  readonly memberId: string;
  /** As it calls itself. */
  readonly clientId: string;
  /** Where it connects from. */
  readonly host: string;
  /** What it reads. */
  readonly assignment: readonly TopicPartition[];
}

/** A group, its state and who is in it. */
export interface GroupDescription {
  /** Name of the group. */
  readonly groupId: string;
  /**
   * `Stable`, `Empty`, `PreparingRebalance`, `CompletingRebalance` or `Dead`; with members of
   * KIP-848, `Assigning` or `Reconciling` while they rebalance.
   */
  readonly state: string;
  /** Who is in it. */
  readonly members: readonly MemberDescription[];
}

/** A broker and where it listens. */
export interface BrokerAddress {
  /** Number of the broker. */
  readonly id: number;
  /** Name or address to dial. */
  readonly host: string;
  /** Port to dial. */
  readonly port: number;
}

/** What a cluster says of itself. */
export interface ClusterDescription {
  /** Id of the cluster; that of an embedded one begins with `embedded-`. */
  readonly clusterId: string;
  /** Broker to send administrative requests to; −1 for none. */
  readonly controllerId: number;
  /** The brokers that are there. */
  readonly brokers: readonly BrokerAddress[];
}
