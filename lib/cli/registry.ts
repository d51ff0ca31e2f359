import { createJsonLogger, stderrSink } from "../monitoring/mod.ts";
import { startRegistry } from "../registry/mod.ts";
import { command } from "./command.ts";
import { number, text } from "./options.ts";
import { openYourCluster } from "./your_cluster.ts";

const PORT = 8081;
const TOPIC = "_schemas";

await command({
  name: "registry",
  summary: "Runs a schema registry before your cluster, with Confluent's REST API.",
  options: {
    port: number("Where it listens, on 127.0.0.1; 0 takes a free port", {
      fallback: PORT,
      min: 0,
      max: 65_535,
    }),
    topic: text("TOPIC", `The compacted topic that keeps the schemas (default ${TOPIC})`),
  },
  notes: [
    "The cluster is KAFKA_BOOTSTRAP_SERVERS, else localhost:9092.",
    "All that is registered lies in the topic: several registries may run on it.",
    "",
    "It runs until Ctrl-C.",
  ],
}, async ({ options, given, signal }) => {
  await using cluster = await openYourCluster();
  const { kafka, clusterId, servers } = cluster;
  const logger = createJsonLogger({ service: "registry", level: "WARN", sinks: [stderrSink()] });
  const { port, topic = TOPIC } = options;
  const explicitPort = given.has("port");
  await using registry = await startRegistry(kafka, { port, explicitPort, topic, logger });
  console.log(`Schema registry on ${registry.url}`);
  console.log(`${topic} of cluster ${clusterId} at ${servers}`);
  console.log("Ctrl-C ends it");
  const ended = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => ended.resolve(), { once: true });
  if (!signal.aborted) await ended.promise;
});
