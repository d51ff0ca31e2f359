import { loadConfig } from "../config/mod.ts";
import { ConfigError } from "../core/mod.ts";
import { chosenToken, parseListenAddress } from "../dashboard/mod.ts";
import { createJsonLogger, stderrSink } from "../monitoring/mod.ts";
import { command } from "./command.ts";
import { openDashboard } from "./dashboard/open_dashboard.ts";
import { flag, number, text } from "./options.ts";

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
    proxy: flag("Run a proxy before the cluster: the wire's page shows what passes it"),
    classroom: text("ADDRESS", "Take learners' results there, as 0.0.0.0:8090, for their board"),
    "classroom-token": text(
      "TOKEN",
      "The last part of the board's URL, as it was before a restart",
    ),
  },
  notes: [
    "The cluster is KAFKA_BOOTSTRAP_SERVERS, else localhost:9092; the schema registry",
    "is SCHEMA_REGISTRY_URL, else http://localhost:8081.",
    "Without --write nothing can be changed. Each write is a line on standard error.",
    "Beyond this machine only the address of --classroom can be reached, and there",
    "only POST /report/TOKEN: see deno task verify --report.",
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
    proxy: options.proxy ? {} : undefined,
    classroom: classroomOf(options),
  });
  const { dashboard, clusterId, servers, proxyAddress, classroom } = opened;
  console.log(`Cluster ${clusterId} at ${servers}`);
  console.log(`Dashboard on ${dashboard.url}, ${options.write ? "writes on" : "read-only"}`);
  if (proxyAddress !== undefined) console.log(`Proxy for clients on ${proxyAddress}`);
  for (const url of classroom?.urls ?? []) {
    console.log(`Learners: deno task verify --report ${url} --name NAME`);
  }
  console.log("Ctrl-C ends it");
  const ended = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => ended.resolve(), { once: true });
  if (!signal.aborted) await ended.promise;
});

function classroomOf(options: {
  readonly classroom: string | undefined;
  readonly "classroom-token": string | undefined;
}) {
  const { classroom: address, "classroom-token": token } = options;
  if (address === undefined) {
    if (token === undefined) return undefined;
    throw new ConfigError("--classroom-token is for --classroom ADDRESS: give both");
  }
  return {
    address: parseListenAddress(address),
    token: token === undefined ? undefined : chosenToken(token),
  };
}
