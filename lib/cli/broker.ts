import { type BrokerCount, Cluster, ListenError, type RunningCluster } from "../broker/mod.ts";
import { ConfigError } from "../core/mod.ts";
import { createJsonLogger, stderrSink } from "../monitoring/mod.ts";
import { writeClientFiles } from "../workshop/cluster/mod.ts";
import { openRunFolder } from "../workshop/mod.ts";
import { accessLines } from "./access_lines.ts";
import { brokerConsole, CONSOLE_HELP } from "./broker/broker_console.ts";
import { command } from "./command.ts";
import { flag, number, text } from "./options.ts";

await command({
  name: "broker",
  summary: "Runs the embedded Kafka cluster alone, for any Kafka client on this machine.",
  options: {
    port: number("Port of the first broker, the others follow it; 0 takes free ones", {
      fallback: 9092,
      min: 0,
      max: 65_533,
    }),
    brokers: number("How many brokers, 1 to 3", { fallback: 1, min: 1, max: 3 }),
    secure: flag("Ask for logins, over TLS, and deny what no ACL allows"),
    data: text("DIR", "Folder that keeps the data; without it they end with the process"),
    fsync: flag("Force each write down to the disk before it is acknowledged"),
  },
  notes: [
    ...CONSOLE_HELP,
    "",
    "It runs until Ctrl-C. It is made for learning, tests and demos: in production run",
    "Apache Kafka.",
  ],
}, async ({ options, signal }) => {
  const { port, brokers, data, fsync, secure } = options;
  await using cluster = await Cluster.start({
    brokers: brokers as BrokerCount,
    ports: Array.from({ length: brokers }, (_, at) => port === 0 ? 0 : port + at),
    fsync,
    logger: createJsonLogger({ service: "broker", level: "WARN", sinks: [stderrSink()] }),
    ...(secure ? { security: {} } : {}),
    ...(data === undefined ? {} : { dataDir: data }),
  }).catch((cause) => {
    throw cause instanceof ListenError ? new ConfigError(cause.message, { cause }) : cause;
  });
  await using folder = secure ? await openRunFolder("broker") : undefined;
  const kept = data === undefined ? "in memory" : `kept in ${data}`;
  console.log(`Embedded cluster ${cluster.clusterId} on ${cluster.bootstrapServers}, data ${kept}`);
  if (folder !== undefined) {
    for (const line of await accessTo(cluster, folder.path)) console.log(line);
  }
  console.log("Ctrl-C ends it; type help for what can be done while it runs");
  await brokerConsole(cluster).untilQuit(signal, (line) => console.log(line));
  console.log("Stopped");
});

/** Writes what clients need to get in; it is gone with the cluster. */
async function accessTo(cluster: RunningCluster, folder: string): Promise<string[]> {
  const { ca, superUser } = cluster.security!;
  await Deno.mkdir(`${folder}/security`);
  const caFile = `${folder}/security/ca.pem`;
  await Deno.writeTextFile(caFile, ca);
  const access = await writeClientFiles(folder, cluster.bootstrapServers, { superUser, caFile });
  return accessLines(
    access,
    cluster.bootstrapServers,
    (path) => path.replace(`${Deno.cwd().replaceAll("\\", "/")}/`, "./"),
  );
}
