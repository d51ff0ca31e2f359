import { startClusterInWorker } from "../broker/mod.ts";
import { ApacheKafka } from "../workshop/cluster/mod.ts";
import { consumeByKafkajs, produceByKafkajs } from "./bench/kafkajs_bench.ts";
import { alternate, type Contender, speedRatio } from "./bench/measure.ts";
import { describeFinding, type Finding } from "./bench/report.ts";
import { startupTimes } from "./bench/startup.ts";
import { benchTopic, type Workload } from "./bench/workload.ts";
import { consumeByWorkshop, produceByWorkshop } from "./bench/workshop_client.ts";
import { command } from "./command.ts";
import { flag, number } from "./options.ts";

const COMMIT_EVERY = 1000;

await command({
  name: "bench",
  summary: "Measures the embedded cluster beside Apache Kafka, and our clients beside kafkajs.",
  options: {
    records: number("Records of one run", { fallback: 100_000, min: 100 }),
    bytes: number("Size of a record's value", { fallback: 1000, min: 1, max: 500_000 }),
    batch: number("Records of one batch", { fallback: 130, min: 1 }),
    runs: number("Runs of each", { fallback: 5, min: 1 }),
    json: flag("Print one line of JSON"),
  },
  notes: [
    "A ratio is how fast the first of the two is, measured by the second; medians are compared.",
  ],
}, async ({ options, signal }) => {
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
  await measure({ workload, runs: options.runs, signal, tell });
  if (options.json) console.log(JSON.stringify({ workload, runs: options.runs, findings }));
});

interface Measuring {
  readonly workload: Workload;
  readonly runs: number;
  readonly signal: AbortSignal;
  readonly tell: (finding: Finding) => void;
}

async function measure(measuring: Measuring): Promise<void> {
  await Deno.mkdir(".runs", { recursive: true });
  const dir = await Deno.makeTempDir({ dir: `${Deno.cwd()}/.runs`, prefix: "bench-" });
  try {
    const start = () => ApacheKafka.start({ dir, signal: measuring.signal });
    const { times, kafka } = await startupTimes(measuring.runs, start);
    await using _kafka = kafka;
    tellStartup(times, measuring.tell);
    await using embedded = await startClusterInWorker();
    await compareClusters(embedded.bootstrapServers, kafka.bootstrapServers, measuring);
    await compareClients(embedded.bootstrapServers, measuring);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
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

async function compareClusters(
  embedded: string,
  kafka: string,
  { workload, runs, signal, tell }: Measuring,
): Promise<void> {
  const clusters = [["embedded cluster", embedded], ["Apache Kafka", kafka]] as const;
  const producing = clusters.map(([name, address]) => ({
    name,
    once: () => onTopic(address, workload, (topic) => produceByKafkajs(address, topic, workload)),
  }));
  await warmUp(producing);
  await compare("Produce by kafkajs, embedded : Apache Kafka", producing, 0.9, {
    runs,
    signal,
    tell,
  });
  await using topics = await filledTopics(clusters.map(([, address]) => address), workload);
  const consuming = clusters.map(([name, address], index) => ({
    name,
    once: () => consumeByKafkajs(address, topics.names[index]!, workload),
  }));
  await warmUp(consuming);
  await compare("Consume by kafkajs, embedded : Apache Kafka", consuming, 0.9, {
    runs,
    signal,
    tell,
  });
}

async function compareClients(
  address: string,
  { workload, runs, signal, tell }: Measuring,
): Promise<void> {
  const producers = [["our producer", produceByWorkshop], ["kafkajs", produceByKafkajs]] as const;
  const producing = producers.map(([name, produce]) => ({
    name,
    once: () => onTopic(address, workload, (topic) => produce(address, topic, workload)),
  }));
  await warmUp(producing);
  await compare("Produce on the embedded cluster, ours : kafkajs", producing, 0.95, {
    runs,
    signal,
    tell,
  });
  await using topics = await filledTopics([address], workload);
  const options = { records: workload.records, commitEvery: COMMIT_EVERY };
  const consumers = [["our consumer", consumeByWorkshop], ["kafkajs", consumeByKafkajs]] as const;
  const consuming = consumers.map(([name, consume]) => ({
    name,
    once: () => consume(address, topics.names[0]!, options),
  }));
  await warmUp(consuming);
  await compare("Consume on the embedded cluster, ours : kafkajs", consuming, 0.95, {
    runs,
    signal,
    tell,
  });
}

async function compare(
  what: string,
  contenders: readonly Contender[],
  goal: number,
  { runs, signal, tell }: Omit<Measuring, "workload">,
): Promise<void> {
  const results = await alternate(contenders, { runs, signal });
  tell({ what, value: speedRatio(results[0]!, results[1]!), unit: "ratio", goal, results });
}

/** The first run of each compiles code and fills caches: it does not count. */
async function warmUp(contenders: readonly Contender[]): Promise<void> {
  for (const contender of contenders) await contender.once();
}

async function onTopic(
  address: string,
  { partitions }: Workload,
  work: (topic: string) => Promise<number>,
): Promise<number> {
  await using topic = await benchTopic(address, partitions);
  return await work(topic.name);
}

async function filledTopics(addresses: readonly string[], workload: Workload) {
  const stack = new AsyncDisposableStack();
  const names: string[] = [];
  for (const address of addresses) {
    const topic = stack.use(await benchTopic(address, workload.partitions));
    await produceByKafkajs(address, topic.name, workload);
    names.push(topic.name);
  }
  return { names, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
