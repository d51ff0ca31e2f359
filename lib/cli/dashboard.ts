import { loadConfig } from "../config/mod.ts";
import { createJsonLogger, stderrSink } from "../monitoring/mod.ts";
import { command } from "./command.ts";
import { openDashboard } from "./dashboard/open_dashboard.ts";
import { flag, number } from "./options.ts";

await command({
  name: "dashboard",
  summary: "Shows your cluster in the browser: topics, records, groups, schemas.",
  options: {
    write: flag("Let the pages change things: create, produce, reset, delete"),
    port: number("Where it listens, on 127.0.0.1; 0 takes a free port (DASHBOARD_PORT, 8080)", {
      fallback: undefined,
      min: 0,
      max: 65_535,
    }),
  },
  notes: [
    "The cluster is KAFKA_BOOTSTRAP_SERVERS, else localhost:9092; the schema registry",
    "is SCHEMA_REGISTRY_URL, else http://localhost:8081.",
    "Without --write nothing can be changed. Each write is a line on standard error.",
    "",
    "It runs until Ctrl-C.",
  ],
}, async ({ options, signal }) => {
  const config = loadConfig();
  const logger = createJsonLogger({
    service: "dashboard",
    level: config.logLevel,
    sinks: [stderrSink(config.logFormat === "auto" ? {} : { pretty: config.logFormat === "text" })],
  });
  const asked = ["environment", "file"].includes(config.origins.dashboardPort);
  await using opened = await openDashboard({
    config,
    port: options.port ?? config.dashboardPort,
    explicitPort: options.port !== undefined || asked,
    write: options.write,
    logger,
  });
  const { dashboard, clusterId, servers } = opened;
  console.log(`Cluster ${clusterId} at ${servers}`);
  console.log(`Dashboard on ${dashboard.url}, ${options.write ? "writes on" : "read-only"}`);
  console.log("Ctrl-C ends it");
  const ended = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => ended.resolve(), { once: true });
  if (!signal.aborted) await ended.promise;
});
