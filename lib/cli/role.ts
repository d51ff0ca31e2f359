import { type Config, connectionOf, loadConfig, type Role } from "../config/mod.ts";
import { connectKafka, type Kafka } from "../kafka/mod.ts";
import {
  createJsonLogger,
  createMeter,
  HealthRegistry,
  LagMonitor,
  type LogSink,
  measureProcess,
  openLogFiles,
  serveMonitoring,
  stderrSink,
} from "../monitoring/mod.ts";
import {
  openConfiguredStore,
  type RoleContext,
  type RunningRole,
  type SystemRole,
  SYSTEMS,
} from "../systems/mod.ts";
import { describeYourCluster } from "./your_cluster.ts";

/** One program of a system as a task runs it. */
export interface RoleRun {
  readonly side: "producer" | "consumer";
  readonly role: SystemRole;
  /** Path of a JSON file of settings. */
  readonly configFile: string | undefined;
  readonly signal: AbortSignal;
  /** Starts it; what it gives runs until it ends or the signal comes. */
  readonly start: (context: RoleContext) => Promise<RunningRole<unknown>>;
}

/** Runs one program of a system against the cluster of the environment, until its end or the signal. */
export async function runRole(run: RoleRun): Promise<void> {
  const { side, signal } = run;
  // What is run for its own few lines has the standard output to itself.
  const { once = false } = run.role;
  const say = (line: string) => once ? console.error(line) : console.log(line);
  const role = run.role.settings as Role;
  const config = loadConfig({
    role,
    ...(run.configFile !== undefined && { file: run.configFile }),
  });
  await using opened = new AsyncDisposableStack();
  const meter = createMeter();
  const files = opened.use(await openLogFiles(config.logDir));
  const logger = createJsonLogger({
    service: role,
    level: config.logLevel,
    sinks: [files, once ? urgentOnly(stderrSink()) : stderrSink()],
    meter,
  }).child({ component: side });
  const kafka = opened.use(connectKafka(connectionOf(config), { logger, meter }));
  say(await clusterLine(kafka, config, role));
  const health = new HealthRegistry();
  opened.defer(measureProcess(meter, { service: role }));
  if (config.metricsPort !== undefined) {
    const asked = config.origins.metricsPort;
    const server = opened.use(serveMonitoring({
      port: config.metricsPort,
      explicitPort: asked === "environment" || asked === "file",
      hostname: config.metricsHost,
      meter,
      health,
      logger,
    }));
    say(`Metrics on ${server.url}/metrics, health on ${server.url}/readyz`);
  }
  if (side === "consumer") {
    const { lagMonitorIntervalMs: intervalMs, consumerGroupId } = config;
    const scope = { groups: [consumerGroupId], intervalMs };
    opened.use(new LagMonitor(kafka, { ...scope, meter, logger })).start();
  }
  const running = await run.start({
    kafka,
    settings: config,
    openStore: (need) => openConfiguredStore(config, need, meter),
    print: (line) => console.log(line),
    health,
    logger,
    meter,
    signal,
  });
  health.register(side, watchEnd(running));
  health.started();
  if (!once) say("Running until Ctrl-C");
  await running.closed;
  health.drain();
  say(JSON.stringify(await running.stop()));
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
  "The cluster is KAFKA_BOOTSTRAP_SERVERS, else localhost:9092. Systems, and their roles as",
  "producers → consumers; the first is meant where none is named:",
  ...SYSTEM_LINES,
];
