import { waitFor } from "../../core/mod.ts";
import { BenchClient } from "./bench_client.ts";
import { type BenchTopic, benchTopic } from "./bench_topic.ts";
import type { ClientJob, ClientName, MeasuredClient } from "./client_job.ts";
import { JavaClient } from "./java_client.ts";
import { alternate, type Result, speedRatio } from "./measure.ts";
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
        const once = work === "produce" ? producing : consuming;
        const [embedded, kafka] = await once({ client, workload, options });
        const ratio = speedRatio(embedded, kafka);
        const goal = MATRIX_GOALS[name];
        options.onRow({ client: name, work, workload, embedded, kafka, ratio, goal });
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

interface Measuring {
  readonly client: MeasuredClient;
  readonly workload: Workload;
  readonly options: MatrixOptions;
}

type Pair = readonly [embedded: Result, kafka: Result];

async function producing({ client, workload, options }: Measuring): Promise<Pair> {
  return await inTurns(options, async (address) => {
    await using topic = await benchTopic(address, workload.partitions);
    return await client.run(jobOf("produce", address, topic.name, workload));
  });
}

/** Each cluster's topic is filled once; each run reads it as a group of its own. */
async function consuming({ client, workload, options }: Measuring): Promise<Pair> {
  await using topics = new AsyncDisposableStack();
  using filler = new BenchClient("kafkajs", options.signal);
  const filled = new Map<string, BenchTopic>();
  for (const address of Object.values(options.addresses)) {
    const topic = topics.use(await benchTopic(address, workload.partitions));
    await filler.run(jobOf("produce", address, topic.name, workload));
    filled.set(address, topic);
  }
  return await inTurns(
    options,
    (address) => client.run(jobOf("consume", address, filled.get(address)!.name, workload)),
  );
}

/** The first run of each compiles code and fills caches: it does not count. */
async function inTurns(
  { addresses, runs, signal }: MatrixOptions,
  once: (address: string) => Promise<number>,
): Promise<Pair> {
  const contenders = [
    { name: "embedded cluster", once: () => once(addresses.embedded) },
    { name: "Apache Kafka", once: () => once(addresses.kafka) },
  ] as const;
  for (const contender of contenders) await contender.once();
  return await alternate(contenders, { runs, signal });
}

function jobOf(
  work: ClientJob["work"],
  address: string,
  topic: string,
  workload: Workload,
): ClientJob {
  return { work, address, topic, workload, commitEvery: COMMIT_EVERY };
}
