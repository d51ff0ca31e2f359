import type { RunningCluster } from "../../broker/mod.ts";
import type { ClusterControl } from "./control.ts";

/** Control of an embedded cluster: it does all of it by itself. */
export function embeddedControl(
  cluster: RunningCluster,
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
