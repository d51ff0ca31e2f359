import type { Config } from "../../config/mod.ts";
import { demandFree } from "../../core/mod.ts";
import {
  actionRoutes,
  alertReceiver,
  type Dashboard,
  GroupWatch,
  startDashboard,
} from "../../dashboard/mod.ts";
import {
  HealthRegistry,
  LagMonitor,
  measureHost,
  measureProcess,
  type MonitoringServer,
  serveMonitoring,
} from "../../monitoring/mod.ts";
import type { DemoPlan } from "./plan.ts";
import type { Ground } from "./ground.ts";
import { RegistryClient } from "../../schemas/mod.ts";
import { dashboardParts } from "../dashboard/parts.ts";
import { groupsOf, type Pipeline, topicsOf } from "./pipeline.ts";
import { DemoWatch } from "./watch.ts";

/** Where people and programs look at a running demo. */
export interface Windows {
  readonly watch: DemoWatch;
  readonly dashboard: Dashboard;
  readonly health: HealthRegistry;
}

const METRICS_PORT = 8000;
/** How old the last good answer of the cluster may be before the demo is not ready. */
const STALE_MS = 10_000;

/**
 * Refuses the ports that somebody asked for and others have, before a cluster is started.
 *
 * @throws {ConfigError} when one is taken
 */
export function demandWindows({ config }: DemoPlan): void {
  const { dashboardPort, metricsPort = METRICS_PORT, metricsHost: hostname } = config;
  if (isAsked(config, "dashboardPort")) demandFree({ port: dashboardPort, what: "the dashboard" });
  if (isAsked(config, "metricsPort")) demandFree({ port: metricsPort, hostname, what: "metrics" });
}

function isAsked({ origins }: Config, name: "dashboardPort" | "metricsPort"): boolean {
  return origins[name] === "environment" || origins[name] === "file";
}

/** Opens the dashboard and the metrics; both end with `opened`. */
export function openWindows(
  ground: Ground,
  pipeline: Pipeline,
  opened: AsyncDisposableStack,
): Windows {
  const { plan, steps, logger, meter, stores } = ground;
  const { cluster, kafka, producers, actions, crew } = pipeline;
  const monitor = opened.use(
    new LagMonitor(kafka, {
      topics: topicsOf(plan),
      groups: groupsOf(plan),
      passTimeoutMs: 4000,
      meter,
      logger,
    }),
  );
  const groups = new GroupWatch(monitor);
  const watch = new DemoWatch({
    plan,
    cluster,
    kafka,
    stores,
    monitor: groups,
    produced: () => producers.map((producer) => producer.statistics()),
    consumed: (consumer) => crew.statistics(consumer),
  });
  const { dashboardPort, metricsPort = METRICS_PORT } = plan.config;
  const { alertWebhookToken, alertWebhookHost: host } = plan.config;
  const receiver = alertReceiver({ token: alertWebhookToken?.reveal(), host });
  const registry = pipeline.registry === undefined
    ? undefined
    : new RegistryClient({ url: pipeline.registry.url, retries: 1 });
  const parts = opened.use(dashboardParts({ kafka, registry, groups, wire: pipeline.wire }));
  const dashboard = opened.use(
    startDashboard({
      source: receiver.around(watch),
      routes: [
        ...parts.routes,
        ...receiver.routes,
        ...(actions === undefined ? [] : actionRoutes((action) => actions.offer(action))),
      ],
      port: dashboardPort,
      explicitPort: isAsked(plan.config, "dashboardPort"),
      write: plan.write ?? false,
      logger,
    }),
  );
  const health = healthOf(monitor, { ground, pipeline });
  opened.defer(measureProcess(meter, { service: "demo" }));
  opened.defer(measureHost(meter, { folders: [plan.config.logDir, plan.folder], logger }));
  const metrics = opened.use(
    serveMonitoring({
      port: metricsPort,
      explicitPort: isAsked(plan.config, "metricsPort"),
      hostname: plan.config.metricsHost,
      meter,
      health,
      logger,
    }),
  );
  steps.done("ports " + portsTold([dashboard, dashboardPort], [metrics, metricsPort]));
  steps.done(
    "Ctrl-C ends the run and prints the ledger",
    `dashboard ${dashboard.url}`,
    `metrics   ${metrics.url}/metrics`,
    ...(pipeline.registry === undefined ? [] : [`registry  ${pipeline.registry.url}/subjects`]),
    `Kafka     ${cluster.connection.bootstrapServers.join(",")}`,
    ...(pipeline.wire === undefined ? [] : [`wire      ${pipeline.wire.address}`]),
    `logs      ${plan.config.logDir}/`,
  );
  return { watch, dashboard, health };
}

function healthOf(
  monitor: LagMonitor,
  { ground, pipeline }: { ground: Ground; pipeline: Pipeline },
): HealthRegistry {
  const health = new HealthRegistry();
  health.register("broker", () => {
    const atMs = monitor.latest?.atMs ?? 0;
    if (Date.now() - atMs > STALE_MS) throw new Error("the cluster has not answered lately");
  });
  health.register("group", () => {
    const empty = monitor.latest?.groups.filter(({ members }) => members.length === 0) ?? [];
    const names = empty.map(({ groupId }) => groupId).join(", ");
    if (empty.length > 0 || monitor.latest === undefined) throw new Error(`no member in ${names}`);
  });
  health.register("store", async () => {
    for (const store of ground.stores.values()) await store.ping();
  });
  health.register("consumers", () => {
    if (pipeline.crew.running === 0) throw new Error("no consumer runs");
  });
  return health;
}

function portsTold(
  ...ports: [server: Dashboard | MonitoringServer, wanted: number][]
): string {
  return ports.map(([{ port }, wanted]) =>
    port === wanted || wanted === 0 ? `${port}` : `${port} (${wanted} is taken)`
  ).join(", ");
}
