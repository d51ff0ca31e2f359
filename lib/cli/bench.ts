import { startClusterInWorker } from "../broker/mod.ts";
import { ApacheKafka } from "../workshop/cluster/mod.ts";
import { openRunFolder } from "../workshop/mod.ts";
import { compareClients, compareClusters, type Measuring } from "./bench/compare.ts";
import { manyPartitions } from "./bench/partitions.ts";
import { describeFinding, type Finding } from "./bench/report.ts";
import { manyLags } from "./bench/scrape.ts";
import { showBacklog, showSteady } from "./bench/show_backlog.ts";
import { showMatrix } from "./bench/show_matrix.ts";
import { startupTimes } from "./bench/startup.ts";
import { measureStreams } from "./bench/streams.ts";
import type { Workload } from "./bench/workload.ts";
import { command } from "./command.ts";
import { choice, flag, number } from "./options.ts";

await command({
  name: "bench",
  summary: "Measures the embedded cluster beside Apache Kafka, and our clients beside kafkajs.",
  options: {
    records: number("Records of one run; a million of the backlog, three millions for the memory", {
      fallback: 100_000,
      min: 100,
    }),
    bytes: number("Size of a record's value", { fallback: 1000, min: 1, max: 500_000 }),
    batch: number("Records of one batch", { fallback: 130, min: 1 }),
    runs: number("Runs of each; of the backlog three", { fallback: 5, min: 1 }),
    only: choice(
      ["all", "matrix", "partitions", "backlog", "memory", "streams", "scrape"],
      "Which part: all but the long ones; clients of others by sizes and partitions (some 12 " +
        "minutes), clusters of many partitions, a backlog through the whole pipeline (some 8 " +
        "minutes), the memory of consumers at 5,000 records a second (10 minutes), windows and " +
        "the anomaly detector beside bare loops, or a scrape of the lag of many partitions and groups",
      "all",
    ),
    client: choice(
      ["all", "kafkajs", "platformatic", "java"],
      "Which client of the matrix",
      "all",
    ),
    json: flag("Print one line of JSON"),
  },
  notes: [
    "A ratio is how fast the first of the two is, measured by the second; medians are compared.",
  ],
}, async ({ options, given, signal }) => {
  if (options.only === "backlog" || options.only === "memory") {
    const show = options.only === "backlog" ? showBacklog : showSteady;
    const records = given.has("records") ? options.records : undefined;
    const runs = given.has("runs") ? options.runs : undefined;
    return await show({ records, runs, json: options.json, signal });
  }
  if (options.only === "matrix") {
    await using folder = await openRunFolder("bench");
    return await showMatrix({ ...options, dir: folder.path, signal });
  }
  const workload: Workload = {
    records: options.records,
    valueBytes: options.bytes,
    batchRecords: options.batch,
    partitions: 3,
  };
  const findings: Finding[] = [];
  const tell = (finding: Finding) => {
    findings.push(finding);
    if (!options.json) console.log(describeFinding(finding, workload));
  };
  const measuring: Measuring = { workload, runs: options.runs, signal, tell };
  if (options.only === "all" || options.only === "streams") await measureStreams(measuring);
  if (options.only === "scrape") {
    await using folder = await openRunFolder("bench");
    await manyLags({ ...measuring, dir: folder.path });
  } else if (options.only !== "streams") {
    await using folder = await openRunFolder("bench");
    if (options.only === "all") await measure(measuring, folder.path);
    await manyPartitions({ ...measuring, dir: folder.path });
  }
  if (options.json) console.log(JSON.stringify({ workload, runs: options.runs, findings }));
});

async function measure(measuring: Measuring, dir: string): Promise<void> {
  const start = () => ApacheKafka.start({ dir, signal: measuring.signal });
  const { times, kafka } = await startupTimes(measuring.runs, start);
  await using _kafka = kafka;
  tellStartup(times, measuring.tell);
  await using embedded = await startClusterInWorker();
  const addresses = { embedded: embedded.bootstrapServers, kafka: kafka.bootstrapServers };
  await compareClusters(addresses, measuring);
  await compareClients(embedded.bootstrapServers, measuring);
}

function tellStartup(
  times: Awaited<ReturnType<typeof startupTimes>>["times"],
  tell: Measuring["tell"],
): void {
  const rows = [
    ["Embedded cluster, first answer", times.embeddedMs, 50],
    ["Embedded cluster in a Worker, first answer", times.embeddedInWorkerMs, undefined],
    ["Apache Kafka, first answer", times.apacheKafkaMs, undefined],
  ] as const;
  for (const [what, value, goal] of rows) tell({ what, value, unit: "ms", goal, results: [] });
}
