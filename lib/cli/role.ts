import { dirname } from "node:path";
import { type Config, connectionOf, loadConfig, type Role } from "../config/mod.ts";
import { type Logger, type Meter, waitFor } from "../core/mod.ts";
import { connectKafka, type Kafka } from "../kafka/mod.ts";
import {
  createJsonLogger,
  createMeter,
  HealthRegistry,
  LagMonitor,
  type LogSink,
  measureHost,
  measureProcess,
  openLogFiles,
  openTelemetryTracer,
  serveMonitoring,
  stderrSink,
} from "../monitoring/mod.ts";
import { watchedStore } from "../storage/mod.ts";
import {
  type ConsumingStatistics,
  openConfiguredStore,
  type RoleContext,
  type RunningRole,
  settingsPath,
  type StoreNeed,
  type SystemRole,
  SYSTEMS,
  withoutContainerAddress,
} from "../systems/mod.ts";
import { startTogether } from "./start_together.ts";
import { describeYourCluster } from "./your_cluster.ts";

/** One program of a system as a task runs it. */
export interface RoleRun {
  readonly side: "producer" | "consumer";
  readonly role: SystemRole;
  /** Path of a JSON file of settings. */
  readonly configFile: string | undefined;
  /** How many of it run together. @default {1} */
  readonly instances?: number;
  /** Records that its consumers finish together; then they end. @default {no end} */
  readonly count?: number;
  readonly signal: AbortSignal;
  /** Starts it; what it gives runs until it ends or the signal comes. */
  readonly start: (context: RoleContext) => Promise<RunningRole<unknown>>;
}

/** Runs one program of a system against the cluster of the environment, until its end or the signal. */
export async function runRole(run: RoleRun): Promise<void> {
  const { side, signal, count } = run;
  // What is run for its own few lines has the standard output to itself.
  const { once = false } = run.role;
  const say = (line: string) => once ? console.error(line) : console.log(line);
  const role = run.role.settings as Role;
  const { settingsFile } = run.role;
  const config = loadConfig({
    role,
    ...(settingsFile !== undefined && {
      ownFile: settingsPath(settingsFile),
      skipped: withoutContainerAddress,
    }),
    ...(run.configFile !== undefined && { file: run.configFile }),
  });
  await using opened = new AsyncDisposableStack();
  const meter = createMeter();
  const tracer = openTelemetryTracer();
  const files = opened.use(await openLogFiles(config.logDir));
  const { logFormat } = config;
  const lines = stderrSink(logFormat === "auto" ? {} : { pretty: logFormat === "text" });
  const logger = createJsonLogger({
    service: role,
    level: config.logLevel,
    sinks: [files, once ? urgentOnly(lines) : lines],
    meter,
    tracer,
  }).child({ component: side });
  const kafka = opened.use(connectKafka(connectionOf(config), { logger, meter }));
  say(await clusterLine(kafka, config, role));
  const health = new HealthRegistry();
  opened.defer(measureProcess(meter, { service: role }));
  opened.defer(measureHost(meter, { folders: foldersOf(config), logger }));
  const server = serve(config, { meter, health, logger });
  if (server !== undefined) {
    opened.use(server);
    say(`Metrics on ${server.url}/metrics, health on ${server.url}/readyz`);
  }
  if (side === "consumer") {
    const { lagMonitorIntervalMs: intervalMs, consumerGroupId } = config;
    const scope = { groups: [consumerGroupId], intervalMs };
    opened.use(new LagMonitor(kafka, { ...scope, meter, logger })).start();
  }
  const context = {
    settings: config,
    openStore: async (need: StoreNeed) => {
      const store = watchedStore(await openConfiguredStore(config, need, meter), {
        meter,
        collection: need.collection,
        intervalMs: config.lagMonitorIntervalMs,
      });
      health.register("store", () => store.ping());
      return store;
    },
    print: (line: string) => console.log(line),
    meter,
    tracer,
    signal,
  };
  const first = () => run.start({ ...context, kafka, health, logger });
  const others = Array.from({ length: (run.instances ?? 1) - 1 }, (_, at) => () => {
    const member = memberOf(config, at + 2, { health, logger, meter });
    opened.use(member.kafka);
    return run.start({ ...context, ...member });
  });
  const running = await startTogether([first, ...others]);
  health.register(side, watchEnd(running));
  health.started();
  // From the moment it is to end, while what is in work is finished.
  const drain = () => health.drain();
  signal.addEventListener("abort", drain, { once: true });
  opened.defer(() => signal.removeEventListener("abort", drain));
  if (!once) say(count === undefined ? "Running until Ctrl-C" : `Running until ${count} records`);
  await Promise.race([running.closed, ...(count === undefined ? [] : [finished(running, run)])]);
  health.drain();
  const statistics = await running.stop();
  if (!once) { for (const each of statistics) say(JSON.stringify(each)); }
}

/** Where the role writes: a full disk there stops it. */
function foldersOf({ logDir, storePath }: Config): string[] {
  return [logDir, ...(storePath === ":memory:" ? [] : [dirname(storePath)])];
}

/** The pages of metrics and health, unless the settings want none. */
function serve(
  config: Config,
  parts: Pick<Parameters<typeof serveMonitoring>[0], "meter" | "health" | "logger">,
): ReturnType<typeof serveMonitoring> | undefined {
  const { metricsEnabled, metricsPort: port, metricsHost: hostname, origins } = config;
  if (!metricsEnabled || port === undefined) return undefined;
  const explicitPort = origins.metricsPort === "environment" || origins.metricsPort === "file";
  return serveMonitoring({ ...parts, port, hostname, explicitPort });
}

/** What a further instance has of its own: a connection, names for its checks, a mark on its lines. */
function memberOf(
  config: Config,
  number: number,
  { health, logger, meter }: { health: HealthRegistry; logger: Logger; meter: Meter },
): { kafka: Kafka } & Pick<RoleContext, "health" | "logger"> {
  const connection = connectionOf(config);
  const clientId = `${connection.clientId}-${number}`;
  return {
    kafka: connectKafka({ ...connection, clientId }, { logger, meter }),
    health: { register: (check, look) => health.register(`${check}-${number}`, look) },
    logger: logger.child({ instance: number }),
  };
}

async function clusterLine(kafka: Kafka, config: Config, role: Role): Promise<string> {
  const { clusterId } = await describeYourCluster(kafka, config.bootstrapServers);
  return `${role} on cluster ${clusterId} at ${config.bootstrapServers.join(", ")}`;
}

function urgentOnly(sink: LogSink): LogSink {
  return {
    write(entry) {
      if (entry.level === "WARN" || entry.level === "ERROR") sink.write(entry);
    },
  };
}

/** Resolves when consumers have finished so many records; what does one thing ends by itself. */
async function finished(
  running: RunningRole<readonly unknown[]>,
  { count = 0, signal, role }: RoleRun,
): Promise<void> {
  if (role.once) return await running.closed;
  const done = () =>
    (running.statistics() as readonly ConsumingStatistics[])
      .reduce((sum, { consumer }) => sum + consumer.processed + consumer.deadLettered, 0);
  const options = { what: `${count} records`, timeoutMs: Infinity, intervalMs: 50, signal };
  await waitFor(() => done() >= count, options).catch(() => {});
}

/** A check that fails once the role has ended. */
function watchEnd(running: RunningRole<unknown>): () => void {
  let ended = false;
  running.closed.catch(() => {}).finally(() => ended = true);
  return () => {
    if (ended) throw new Error("it has ended");
  };
}

const SYSTEM_LINES = SYSTEMS.map(({ name, producers, consumers }) => {
  const named = (roles: readonly SystemRole[]) => roles.map((role) => role.name).join(", ");
  return `  ${name.padEnd(15)}${named(producers)} → ${named(consumers)}`;
});

/** Lines for the help: where the cluster is, which systems there are and what their roles are. */
export const ROLE_NOTES: readonly string[] = [
  "The cluster is KAFKA_BOOTSTRAP_SERVERS, else localhost:9092. Systems, and their",
  "roles as producers → consumers; the first is meant where none is named:",
  ...SYSTEM_LINES,
];
