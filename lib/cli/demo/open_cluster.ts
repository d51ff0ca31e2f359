import { ListenError, startClusterInWorker } from "../../broker/mod.ts";
import { ConfigError, type Logger } from "../../core/mod.ts";
import type { KafkaConnection } from "../../kafka/mod.ts";
import { openTarget } from "../../workshop/mod.ts";
import { DEFAULT_PORT, type DemoPlan } from "./plan.ts";

/** The cluster of a demo; disposing of it ends an embedded one. */
export interface DemoCluster extends AsyncDisposable {
  /** "Embedded cluster" or "Apache Kafka". */
  readonly kind: string;
  readonly version: string;
  readonly clusterId: string;
  readonly connection: KafkaConnection;
}

/** Which cluster is wanted, and where an embedded one has its place. */
export type ClusterWish = Pick<DemoPlan, "kafka" | "config" | "folder" | "port">;

/** Starts the embedded cluster, or reaches for the other one that was asked for. */
export async function openCluster(plan: ClusterWish, logger: Logger): Promise<DemoCluster> {
  return plan.kafka ? await otherCluster(plan) : await embeddedCluster(plan, logger);
}

async function otherCluster(plan: ClusterWish): Promise<DemoCluster> {
  const target = await openTarget({ kafka: true, config: plan.config });
  return {
    kind: "Apache Kafka",
    version: target.version,
    clusterId: target.clusterId,
    connection: target.connection,
    [Symbol.asyncDispose]: () => target[Symbol.asyncDispose](),
  };
}

async function embeddedCluster(plan: ClusterWish, logger: Logger): Promise<DemoCluster> {
  const start = (port: number) =>
    startClusterInWorker({ ports: [port], dataDir: `${plan.folder}/kafka`, logger });
  const cluster = await start(plan.port ?? DEFAULT_PORT).catch((error) => {
    if (!(error instanceof ListenError)) throw error;
    if (plan.port !== undefined) throw new ConfigError(error.message, { cause: error });
    return start(0);
  });
  return {
    kind: "Embedded cluster",
    version: "speaking Kafka 4.1",
    clusterId: cluster.clusterId,
    connection: { bootstrapServers: cluster.bootstrapServers.split(",") },
    [Symbol.asyncDispose]: () => cluster.close(),
  };
}
