import { startClusterInWorker } from "../../../broker/mod.ts";
import { connectKafka } from "../../../kafka/mod.ts";
import { median } from "../measure.ts";
import { recordsPerPartition } from "../workload.ts";
import { demandAll, removeDatabase, storedCount } from "./checks.ts";
import { type CrewRun, runCrew } from "./crew.ts";
import { fillBacklog } from "./fill.ts";
import { runInserts } from "./inserts.ts";
import { type MemberOrder, STAGES, type Work } from "./orders.ts";

const TOPIC = "backlog";
const PARTITIONS = 12;
const VALUE_BYTES = 1024;
/** The most documents that the store puts into one transaction. */
const INSERT_BATCH = 1500;

/** What is measured on one backlog: who reads it, and what the store comes to without reading. */
export type BacklogWork = Work | "save" | "insert";

/** The order of a round: each bare loop stands beside what is measured by it. */
const ROUND: readonly BacklogWork[] = ["kafkajs", ...STAGES, "save", "insert"];

/** What is measured, and where. */
export interface BacklogOptions {
  readonly records: number;
  readonly runs: number;
  /** A folder for the log and the stores. */
  readonly dir: string;
  readonly only?: readonly BacklogWork[];
  readonly signal: AbortSignal;
  /** Told what goes on. */
  readonly onBegin?: (what: string) => void;
}

/** What one piece of work came to. */
export interface BacklogRow {
  readonly work: BacklogWork;
  /** Records a second, the median of the runs. */
  readonly rate: number;
  readonly rates: readonly number[];
  /** Time of processors for a record, in microseconds, the cluster's included; the least of the runs. */
  readonly cpuUs: number | undefined;
  /** Heaps and buffers of the members at their largest, all three together. */
  readonly heapMb: number | undefined;
  /** The process at its largest, the cluster included. */
  readonly processMb: number | undefined;
}

/** A backlog that was read in several ways. */
export interface BacklogReport {
  readonly records: number;
  readonly valueBytes: number;
  readonly partitions: number;
  readonly rows: readonly BacklogRow[];
}

/** One run of one piece of work. */
type Run = { readonly ms: number } & Partial<CrewRun>;

/**
 * Fills a topic on disk with random events and has groups read it: bare kafkajs, our consumer with
 * each stage; beside them, rows are inserted by a bare loop. All take turns.
 *
 * @throws {WorkshopError} code `RECORDS_MISSING` when other than all records went through a stage, or
 * stand in a store
 */
export async function measureBacklog(options: BacklogOptions): Promise<BacklogReport> {
  const { records, runs, dir, signal, only = ROUND, onBegin = () => {} } = options;
  await using cluster = await startClusterInWorker({ dataDir: `${dir}/log` });
  const address = cluster.bootstrapServers;
  const counts = recordsPerPartition({
    ...options,
    valueBytes: VALUE_BYTES,
    batchRecords: 1,
    partitions: PARTITIONS,
  });
  onBegin(`writing ${records.toLocaleString("en")} records`);
  await makeBacklog(address, counts, signal);
  const found = new Map<BacklogWork, Run[]>(only.map((work) => [work, []]));
  for (let run = 1; run <= runs; run++) {
    for (const work of only) {
      onBegin(`run ${run} of ${runs}: ${work}`);
      found.get(work)!.push(await runOnce(work, { ...options, address, counts }));
    }
  }
  return {
    records,
    valueBytes: VALUE_BYTES,
    partitions: PARTITIONS,
    rows: [...found].map(([work, times]) => rowOf(work, times, records)),
  };
}

async function makeBacklog(
  address: string,
  counts: readonly number[],
  signal: AbortSignal,
): Promise<void> {
  await using kafka = connectKafka({ bootstrapServers: [address] });
  await using admin = await kafka.admin();
  await admin.createTopics([{ name: TOPIC, partitions: counts.length }]);
  await fillBacklog(kafka, { topic: TOPIC, counts, valueBytes: VALUE_BYTES, signal });
}

interface RunOptions extends BacklogOptions {
  readonly address: string;
  readonly counts: readonly number[];
}

async function runOnce(work: BacklogWork, options: RunOptions): Promise<Run> {
  const { dir, records, address, counts, signal } = options;
  const id = crypto.randomUUID().slice(0, 8);
  const path = `${dir}/${work}-${id}.db`;
  if (work === "insert" || work === "save") {
    const by = work === "insert" ? "bare" as const : "store" as const;
    const order = { by, path, records, batchRecords: INSERT_BATCH, valueBytes: VALUE_BYTES };
    const run = await runInserts(order, signal);
    demandAll(work, run.records, records);
    await removeDatabase(path);
    return run;
  }
  const order: MemberOrder = {
    work,
    address,
    topic: TOPIC,
    groupId: `${work}-${id}`,
    storePath: path,
    counts,
  };
  const run = await runCrew(order, signal);
  demandAll(work, run.records, records);
  if (work === "store") {
    demandAll("the store", await storedCount(path), records);
    await removeDatabase(path);
  }
  return run;
}

function rowOf(work: BacklogWork, runs: readonly Run[], records: number): BacklogRow {
  const rates = runs.map(({ ms }) => records / ms * 1000);
  const all = (pick: (run: Run) => number | undefined) =>
    runs.map(pick).filter((value) => value !== undefined);
  const largest = (values: readonly number[]) =>
    values.length === 0 ? undefined : Math.max(...values);
  const cpuMs = all((run) => run.cpuMs);
  return {
    work,
    rate: median(rates),
    rates,
    cpuUs: cpuMs.length === 0 ? undefined : Math.min(...cpuMs) * 1000 / records,
    heapMb: largest(all((run) => run.heapMb)),
    processMb: largest(all((run) => run.processMb)),
  };
}
