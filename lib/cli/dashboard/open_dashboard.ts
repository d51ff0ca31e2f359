import { type Config, connectionOf } from "../../config/mod.ts";
import type { Logger } from "../../core/mod.ts";
import {
  alertReceiver,
  type Classroom,
  type Dashboard,
  GroupWatch,
  startDashboard,
} from "../../dashboard/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { LagMonitor } from "../../monitoring/mod.ts";
import { RegistryClient } from "../../schemas/mod.ts";
import { brokerVersion } from "../../workshop/mod.ts";
import { PROXY_PORT } from "../proxy/upstream.ts";
import { describeYourCluster } from "../your_cluster.ts";
import { ClusterWatch } from "./cluster_watch.ts";
import { type ClassroomWish, openClassroomHere } from "./classroom_here.ts";
import { openWireHere } from "./wire_here.ts";
import { dashboardParts } from "./parts.ts";

/** What a dashboard was asked for. */
export interface DashboardWish {
  /** Which cluster and registry, and how to reach them. */
  readonly config: Config;
  /** The wanted port; 0 lets the system choose. */
  readonly port: number;
  /** Whether somebody asked for this very port. */
  readonly explicitPort: boolean;
  /** Whether the pages may change things. */
  readonly write: boolean;
  /** Hears of each write, and of a cluster that goes away. */
  readonly logger: Logger;
  /** Where a proxy before the cluster listens. @default {there is none} */
  readonly proxy?: { readonly port?: number } | undefined;
  /** Where reports of a class are taken. @default {nowhere} */
  readonly classroom?: ClassroomWish | undefined;
}

/** A dashboard on any cluster, and which one that is. */
export interface OpenDashboard extends AsyncDisposable {
  /** The server that is open. */
  readonly dashboard: Dashboard;
  /** The cluster's id. */
  readonly clusterId: string;
  /** As they were asked for: `localhost:9092`. */
  readonly servers: string;
  /** What clients take as bootstrap servers to be seen on the wire, where a proxy runs. */
  readonly proxyAddress: string | undefined;
  /** The class whose results are taken, where there is one. */
  readonly classroom: Classroom | undefined;
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
  const wire = wish.proxy === undefined
    ? undefined
    : opening.use(await openWireHere({ connection, known, port: wish.proxy.port ?? PROXY_PORT }));
  const classroom = wish.classroom === undefined
    ? undefined
    : opening.use(await openClassroomHere(wish.classroom, { kafka, logger }));
  const parts = opening.use(
    dashboardParts({ kafka, registry: registryOf(config), groups, wire: wire?.view, classroom }),
  );
  const { alertWebhookToken, alertWebhookHost: host } = config;
  const receiver = alertReceiver({ token: alertWebhookToken?.reveal(), host });
  const dashboard = opening.use(startDashboard({
    source: receiver.around(new ClusterWatch(known, groups)),
    sourceTimeoutMs: PASS_TIMEOUT_MS,
    routes: [...parts.routes, ...receiver.routes],
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
    proxyAddress: wire?.view.address,
    classroom,
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
