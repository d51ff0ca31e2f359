import { type Config, connectionOf } from "../../config/mod.ts";
import type { Logger } from "../../core/mod.ts";
import { type Dashboard, GroupWatch, startDashboard } from "../../dashboard/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { LagMonitor } from "../../monitoring/mod.ts";
import { RegistryClient } from "../../schemas/mod.ts";
import { brokerVersion } from "../../workshop/mod.ts";
import { describeYourCluster } from "../your_cluster.ts";
import { ClusterWatch } from "./cluster_watch.ts";
import { dashboardParts } from "./parts.ts";

/** What a dashboard was asked for. */
export interface DashboardWish {
  readonly config: Config;
  readonly port: number;
  /** Whether somebody asked for this very port. */
  readonly explicitPort: boolean;
  readonly write: boolean;
  readonly logger: Logger;
}

/** A dashboard on any cluster, and which one that is. */
export interface OpenDashboard extends AsyncDisposable {
  readonly dashboard: Dashboard;
  readonly clusterId: string;
  readonly servers: string;
}

const PASS_TIMEOUT_MS = 30_000;

/**
 * Opens the dashboard of the cluster that the configuration names.
 *
 * @throws {WorkshopError} code `NO_BROKER` when nothing answers there
 */
export async function openDashboard(wish: DashboardWish): Promise<OpenDashboard> {
  const { config, port, explicitPort, write, logger } = wish;
  await using opening = new AsyncDisposableStack();
  const connection = connectionOf(config);
  const kafka = opening.use(connectKafka(connection, { logger }));
  const { clusterId } = await describeYourCluster(kafka, connection.bootstrapServers);
  const known = {
    title: "",
    ...await kindOf(clusterId, connection),
    clusterId,
    bootstrapServers: connection.bootstrapServers.join(","),
  };
  const monitor = opening.use(new LagMonitor(kafka, { passTimeoutMs: PASS_TIMEOUT_MS, logger }));
  const groups = new GroupWatch(monitor);
  const parts = opening.use(dashboardParts({ kafka, registry: registryOf(config), groups }));
  const dashboard = opening.use(startDashboard({
    source: new ClusterWatch(known, groups),
    sourceTimeoutMs: PASS_TIMEOUT_MS,
    routes: parts.routes,
    write,
    port,
    explicitPort,
    logger,
  }));
  const opened = opening.move();
  return {
    dashboard,
    clusterId,
    servers: connection.bootstrapServers.join(", "),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function registryOf({ schemaRegistryUrl: url, schemaRegistryBasicAuth }: Config): RegistryClient {
  const basicAuth = schemaRegistryBasicAuth;
  return new RegistryClient({ url, retries: 1, ...(basicAuth !== undefined && { basicAuth }) });
}

async function kindOf(
  clusterId: string,
  { tls, bootstrapServers }: ReturnType<typeof connectionOf>,
): Promise<{ readonly kind: string; readonly version: string }> {
  if (clusterId.startsWith("embedded-")) {
    return { kind: "Embedded cluster", version: "speaking Kafka 4.1" };
  }
  const version = tls ? undefined : await brokerVersion(bootstrapServers[0]!);
  return { kind: "Apache Kafka", version: version ?? "version not told" };
}
