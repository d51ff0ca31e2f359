import { type Dashboard, startDashboard } from "../../dashboard/mod.ts";
import {
  HealthRegistry,
  LagMonitor,
  measureProcess,
  type MonitoringServer,
  serveMonitoring,
} from "../../monitoring/mod.ts";
import type { Ground } from "./ground.ts";
import type { Pipeline } from "./pipeline.ts";
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

/** Opens the dashboard and the metrics; both end with `opened`. */
export function openWindows(
  ground: Ground,
  pipeline: Pipeline,
  opened: AsyncDisposableStack,
): Windows {
  const { plan, steps, logger, meter, store } = ground;
  const { cluster, kafka, producer, crew } = pipeline;
  const monitor = opened.use(
    new LagMonitor(kafka, {
      topics: [plan.topic, plan.deadLetterTopic],
      groups: [plan.groupId],
      passTimeoutMs: 4000,
      meter,
      logger,
    }),
  );
  const watch = new DemoWatch({
    plan,
    cluster,
    kafka,
    store,
    monitor,
    produced: () => producer.statistics(),
    consumed: () => crew.statistics(),
  });
  const { dashboardPort, metricsPort = METRICS_PORT, origins } = plan.config;
  const asked = (name: "dashboardPort" | "metricsPort") =>
    origins[name] === "environment" || origins[name] === "file";
  const dashboard = opened.use(
    startDashboard({
      source: watch,
      port: dashboardPort,
      explicitPort: asked("dashboardPort"),
      logger,
    }),
  );
  const health = healthOf(monitor, { ground, pipeline });
  opened.defer(measureProcess(meter, { service: "demo" }));
  const metrics = opened.use(
    serveMonitoring({
      port: metricsPort,
      explicitPort: asked("metricsPort"),
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
    `Kafka     ${cluster.connection.bootstrapServers.join(",")}`,
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
    const members = monitor.latest?.groups[0]?.members.length ?? 0;
    if (members === 0) throw new Error("the group has no member");
  });
  health.register("store", () => ground.store.ping());
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
