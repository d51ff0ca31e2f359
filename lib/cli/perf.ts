import { actionNamed } from "./cluster_action.ts";
import { command } from "./command.ts";
import { consumer } from "./perf/consumer.ts";
import { endToEnd } from "./perf/end_to_end.ts";
import { PERF_FLAGS } from "./perf/flags.ts";
import { producer } from "./perf/producer.ts";
import { openYourCluster } from "./your_cluster.ts";

const ACTIONS = { producer, consumer, "end-to-end": endToEnd } as const;

await command({
  name: "perf",
  summary: "Measures your cluster, and prints what Apache Kafka's own perf tools print.",
  arguments: "producer | consumer | end-to-end",
  positionals: [1, 1],
  options: PERF_FLAGS,
  notes: [
    "  producer    records/s, MB/s, and how long a record takes to be acknowledged",
    "  consumer    records/s and MB/s of a group of one, its joining apart",
    "  end-to-end  one record at a time, from its sending to its receiving",
    "",
    "Records hold random letters. MB are 1,048,576 bytes and a percentile is the",
    "sample at its share of the sorted ones, as in Kafka's tools. A rate says nothing",
    "without its latency: see deno task lab:17. The cluster is",
    "KAFKA_BOOTSTRAP_SERVERS, else localhost:9092.",
  ],
}, async ({ options: flags, positionals: [name = ""], signal }) => {
  const action = actionNamed(ACTIONS, name);
  await using cluster = await openYourCluster();
  const { kafka, clusterId, servers } = cluster;
  console.error(`Cluster ${clusterId} at ${servers}`);
  await using admin = await kafka.admin();
  const print = (line: string) => console.log(line);
  return await action({ kafka, admin, flags, names: [], signal, print });
});
