import type { RunningCluster } from "../../broker/mod.ts";
import type { ApacheKafka } from "../../workshop/cluster/mod.ts";

/** How something is ended: asked to, or as a power cut would. */
export type Manner = "cleanly" | "hard";

/** A cluster whose brokers can be ended and started again. */
export interface BouncedCluster {
  readonly bootstrapServers: readonly string[];
  readonly brokerIds: readonly number[];
  /** In which manners its brokers can be ended. */
  readonly manners: readonly Manner[];
  /** Ends a broker. */
  down(brokerId: number, manner: Manner): Promise<void>;
  /** Starts it again; resolves when it answers. */
  up(brokerId: number): Promise<void>;
}

/** An Apache Kafka of three brokers on this machine. */
export function bouncedApacheKafka(kafka: ApacheKafka): BouncedCluster {
  return {
    bootstrapServers: kafka.bootstrapServers.split(","),
    brokerIds: kafka.nodes.map(({ id }) => id),
    manners: ["cleanly", "hard"],
    down: (id, manner) => manner === "hard" ? kafka.kill(id) : kafka.stopBroker(id),
    up: (id) => kafka.restart(id),
  };
}

/** The embedded cluster: its brokers only know one way to end. */
export function bouncedEmbedded(
  cluster: Pick<RunningCluster, "bootstrapServers" | "kill" | "revive">,
): BouncedCluster {
  const bootstrapServers = cluster.bootstrapServers.split(",");
  return {
    bootstrapServers,
    brokerIds: bootstrapServers.map((_, id) => id),
    manners: ["hard"],
    down: (id) => cluster.kill(id),
    up: (id) => cluster.revive(id),
  };
}
