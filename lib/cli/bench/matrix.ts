import { waitFor } from "../../core/mod.ts";
import { BenchClient } from "./bench_client.ts";
import { Cluster } from "../../broker/mod.ts";
import { benchTopic } from "./bench_topic.ts";
import type { ClientJob, ClientName, MeasuredClient } from "./client_job.ts";
import { JavaClient } from "./java_client.ts";
import { alternate, type Result, speedRatio } from "./measure.ts";
import { profiled, type Share } from "./profile.ts";
import type { Workload } from "./workload.ts";

/** Clients of others, and how fast the embedded cluster should be with each, beside Apache Kafka. */
export const MATRIX_GOALS = { kafkajs: 0.9, platformatic: 0.5, java: 0.5 } as const;
/** A client of the matrix. */
export type MatrixClient = keyof typeof MATRIX_GOALS;

const SIZES = [100, 1000, 10_000] as const;
const PARTITIONS = [1, 12] as const;
const COMMIT_EVERY = 1000;
/** What all values of one run come to at most beyond the records asked for: 1,000 bytes each. */
const REFERENCE_BYTES = 1000;
const BATCH_BYTES = 130_000;
const MOST_BATCH_RECORDS = 1000;

/** One row: a client doing one thing on both kinds of cluster. */
export interface MatrixRow {
  readonly client: MatrixClient;
  readonly work: ClientJob["work"];
  readonly workload: Workload;
  readonly embedded: Result;
  readonly kafka: Result;
  /** How fast it is on the embedded cluster, measured by Apache Kafka. */
  readonly ratio: number;
  readonly goal: number;
  /** Where the embedded cluster's time goes, for a row that is slower than Apache Kafka. */
  readonly profile: readonly Share[];
}

/** What is measured, how often, and who is told. */
export interface MatrixOptions {
  readonly addresses: { readonly embedded: string; readonly kafka: string };
  /** Records of a run where a record has 1,000 bytes or fewer; of larger ones as many bytes. */
  readonly records: number;
  readonly runs: number;
  readonly clients: readonly MatrixClient[];
  readonly signal: AbortSignal;
  /** A row begins. */
  readonly onBegin: (row: Pick<MatrixRow, "client" | "work" | "workload">, at: Progress) => void;
  /** A row has its figures. */
  readonly onRow: (row: MatrixRow) => void;
}

/** How far it is. */
export interface Progress {
  readonly row: number;
  readonly rows: number;
}

/** Measures each client with each size and number of partitions, in turns on both clusters. */
export async function measureMatrix(options: MatrixOptions): Promise<void> {
  await rehearse(options);
  const workloads = matrixWorkloads(options.records);
  const rows = options.clients.length * workloads.length * 2;
  let row = 0;
  for (const name of options.clients) {
    using client = openClient(name, options.signal);
    for (const workload of workloads) {
      for (const work of ["produce", "consume"] as const) {
        options.onBegin({ client: name, work, workload }, { row: ++row, rows });
        const measuring = { client, work, workload, options };
        const [embedded, kafka] = await inTurns(measuring);
        const ratio = speedRatio(embedded, kafka);
        const profile = ratio < 1 ? await explained(measuring) : [];
        const goal = MATRIX_GOALS[name];
        options.onRow({ client: name, work, workload, embedded, kafka, ratio, goal, profile });
      }
    }
  }
}

/** A first group makes the clusters set up their coordinators, which no client should wait for. */
async function rehearse({ addresses, signal }: MatrixOptions): Promise<void> {
  using client = new BenchClient("workshop", signal);
  const workload = { records: 1, valueBytes: 1, batchRecords: 1, partitions: 1 };
  for (const address of Object.values(addresses)) {
    await using topic = await benchTopic(address, 1);
    await client.run(jobOf("produce", address, topic.name, workload));
    const consume = jobOf("consume", address, topic.name, workload);
    await waitFor(() => client.run(consume).then(() => true, () => false), {
      what: `groups at ${address}`,
      timeoutMs: 60_000,
      intervalMs: 200,
      signal,
    });
  }
}

/** The sizes and numbers of partitions, small before large. */
export function matrixWorkloads(records: number): Workload[] {
  return SIZES.flatMap((valueBytes) =>
    PARTITIONS.map((partitions) => ({
      records: Math.ceil(records * Math.min(1, 2 * REFERENCE_BYTES / valueBytes)),
      valueBytes,
      batchRecords: Math.min(MOST_BATCH_RECORDS, Math.floor(BATCH_BYTES / valueBytes)),
      partitions,
    }))
  );
}

function openClient(name: ClientName, signal: AbortSignal): MeasuredClient {
  return name === "java" ? new JavaClient(signal) : new BenchClient(name, signal);
}

/** A client at work on one cluster, again and again. */
interface Stage extends AsyncDisposable {
  /** Works once, and resolves to the duration in milliseconds. */
  once(): Promise<number>;
}

interface Measuring {
  readonly client: MeasuredClient;
  readonly work: ClientJob["work"];
  readonly workload: Workload;
  readonly options: MatrixOptions;
}

function stageOf(measuring: Measuring, address: string): Promise<Stage> {
  return measuring.work === "produce"
    ? Promise.resolve(producing(measuring, address))
    : consuming(measuring, address);
}

/** Each run writes to a topic of its own. */
function producing({ client, workload }: Measuring, address: string): Stage {
  return {
    async once() {
      await using topic = await benchTopic(address, workload.partitions);
      return await client.run(jobOf("produce", address, topic.name, workload));
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** The topic is filled once; each run reads it as a group of its own. */
async function consuming(
  { client, workload, options }: Measuring,
  address: string,
): Promise<Stage> {
  using filler = new BenchClient("kafkajs", options.signal);
  await using opened = new AsyncDisposableStack();
  const topic = opened.use(await benchTopic(address, workload.partitions));
  await filler.run(jobOf("produce", address, topic.name, workload));
  const filled = opened.move();
  return {
    once: () => client.run(jobOf("consume", address, topic.name, workload)),
    [Symbol.asyncDispose]: () => filled.disposeAsync(),
  };
}

/** The first run of each compiles code and fills caches: it does not count. */
async function inTurns(measuring: Measuring): Promise<readonly [embedded: Result, kafka: Result]> {
  const { addresses, runs, signal } = measuring.options;
  await using embedded = await stageOf(measuring, addresses.embedded);
  await using kafka = await stageOf(measuring, addresses.kafka);
  await embedded.once();
  await kafka.once();
  return await alternate([
    { name: "embedded cluster", once: () => embedded.once() },
    { name: "Apache Kafka", once: () => kafka.once() },
  ], { runs, signal });
}

/** Does the row's work once more on a cluster in this thread, which can be watched from here. */
async function explained(measuring: Measuring): Promise<readonly Share[]> {
  await using cluster = await Cluster.start();
  await using stage = await stageOf(measuring, cluster.bootstrapServers);
  await stage.once();
  return await profiled(() => stage.once());
}

function jobOf(
  work: ClientJob["work"],
  address: string,
  topic: string,
  workload: Workload,
): ClientJob {
  return { work, address, topic, workload, commitEvery: COMMIT_EVERY };
}
