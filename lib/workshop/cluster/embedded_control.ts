import type { TopicPartition } from "../../kafka/mod.ts";
import type { ClusterControl } from "./control.ts";

/** What an embedded cluster does to its brokers by itself. */
export interface EmbeddedBrokers {
  /** Ends a broker at once. */
  kill(brokerId: number): Promise<void>;
  /** Starts it again; resolves when it is in sync. */
  revive(brokerId: number): Promise<void>;
  /** Makes a replica the leader. */
  moveLeader(partition: TopicPartition, brokerId: number): Promise<void>;
  /** Followers copy nothing until it is disposed of. */
  holdReplication(): Promise<AsyncDisposable>;
  /** Applies retention and compaction. */
  cleanNow(): Promise<void>;
}

/** Control of an embedded cluster. */
export function embeddedControl(
  cluster: EmbeddedBrokers,
  brokerIds: readonly number[],
): ClusterControl {
  const down = new Set<number>();
  return {
    brokerIds,
    async kill(brokerId) {
      down.add(brokerId);
      await cluster.kill(brokerId);
    },
    async revive(brokerId) {
      if (!down.has(brokerId)) return;
      await cluster.revive(brokerId);
      down.delete(brokerId);
    },
    moveLeader: (partition, brokerId) => cluster.moveLeader(partition, brokerId),
    holdReplication: () => cluster.holdReplication(),
    cleanNow: () => cluster.cleanNow(),
  };
}
