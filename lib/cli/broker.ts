import { Cluster, ListenError } from "../broker/mod.ts";
import { ConfigError } from "../core/mod.ts";
import { createJsonLogger, stderrSink } from "../monitoring/mod.ts";
import { command } from "./command.ts";
import { flag, number, text } from "./options.ts";

await command({
  name: "broker",
  summary: "Runs the embedded Kafka cluster alone, for any Kafka client on this machine.",
  options: {
    port: number("Port of the first broker; 0 takes a free one", {
      fallback: 9092,
      min: 0,
      max: 65535,
    }),
    data: text("DIR", "Folder that keeps the data; without it they end with the process"),
    fsync: flag("Force each write down to the disk before it is acknowledged"),
  },
  notes: [
    "It runs until Ctrl-C. It is made for learning, tests and demos: in production run",
    "Apache Kafka.",
  ],
}, async ({ options, signal }) => {
  const { port, data, fsync } = options;
  await using cluster = await Cluster.start({
    ports: [port],
    fsync,
    logger: createJsonLogger({ service: "broker", level: "WARN", sinks: [stderrSink()] }),
    ...(data === undefined ? {} : { dataDir: data }),
  }).catch((cause) => {
    throw cause instanceof ListenError ? new ConfigError(cause.message, { cause }) : cause;
  });
  const kept = data === undefined ? "in memory" : `kept in ${data}`;
  console.log(`Embedded cluster ${cluster.clusterId} on ${cluster.bootstrapServers}, data ${kept}`);
  console.log("Ctrl-C ends it");
  if (!signal.aborted) {
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  }
  console.log("Stopped");
});
