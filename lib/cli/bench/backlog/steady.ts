import { startClusterInWorker } from "../../../broker/mod.ts";
import { connectKafka, type Kafka } from "../../../kafka/mod.ts";
import { sendPaced } from "../paced.ts";
import { ends, riseIn, type Sample } from "../slope.ts";
import { recordsPerPartition } from "../workload.ts";
import { demandAll, removeDatabase, storedCount } from "./checks.ts";
import { SizedEvents } from "./fill.ts";
import { SteadyConsumers } from "./steady_consumers.ts";

const TOPIC = "steady";
const PARTITIONS = 12;
const VALUE_BYTES = 1024;
const PER_SECOND = 5000;
/** The log keeps so much of each partition: some five minutes. */
const RETENTION = { "retention.bytes": String(128 * 1024 * 1024), "segment.bytes": "16777216" };
const CLEAN_EVERY_MS = 20_000;
/** Of the time, what passes until everything is warm. */
const WARM_SHARE = 0.2;
const TEN_MINUTES_MS = 600_000;

/** How a steady stream is run. */
export interface SteadyOptions {
  readonly records: number;
  /** A folder for log and store. */
  readonly dir: string;
  readonly signal: AbortSignal;
  readonly onBegin?: (what: string) => void;
}

/** What a steady stream came to. */
export interface SteadyReport {
  readonly records: number;
  readonly seconds: number;
  readonly perSecond: number;
  /** What the memory of the consumers' process rises by in ten minutes once it is warm, in MiB. */
  readonly processRiseMib: number;
  /** The same of what lives in their heaps and buffers. */
  readonly heapRiseMib: number;
  /** The process' memory at the beginning of the warm time and at the end, in MiB. */
  readonly processMib: readonly [early: number, late: number];
  readonly heapMib: readonly [early: number, late: number];
  readonly samples: number;
  /** What the log takes on disk at the end, in MB. */
  readonly logMb: number;
}

/**
 * Sends {@link PER_SECOND} events a second into a log on disk that keeps the last minutes, has three
 * consumers in a process of their own validate, score and store them, and watches that process.
 *
 * @throws {WorkshopError} code `RECORDS_MISSING` when other than all records were processed or stored
 */
export async function runSteady(options: SteadyOptions): Promise<SteadyReport> {
  const { records, dir, signal, onBegin = () => {} } = options;
  await using cluster = await startClusterInWorker({ dataDir: `${dir}/log` });
  const address = cluster.bootstrapServers;
  await using kafka = connectKafka({ bootstrapServers: [address] });
  await using admin = await kafka.admin();
  await admin.createTopics([{ name: TOPIC, partitions: PARTITIONS, config: RETENTION }]);
  const workload = { records, valueBytes: VALUE_BYTES, batchRecords: 1, partitions: PARTITIONS };
  const storePath = `${dir}/steady.db`;
  await using consumers = new SteadyConsumers({
    work: "store",
    address,
    topic: TOPIC,
    groupId: "steady",
    storePath,
    counts: recordsPerPartition(workload),
  }, signal);
  await consumers.joined();
  const cleaning = setInterval(() => void cluster.cleanNow(), CLEAN_EVERY_MS);
  const beganMs = performance.now();
  try {
    await send(kafka, options, (sent) => onBegin(`${sent.toLocaleString("en")} records sent`));
  } finally {
    clearInterval(cleaning);
  }
  const ms = performance.now() - beganMs;
  demandAll("the consumers", await consumers.done(), records);
  demandAll("the store", await storedCount(storePath), records);
  await removeDatabase(storePath);
  const warmMs = beganMs + ms * WARM_SHARE;
  const warm = (samples: readonly Sample[]) =>
    samples.filter(({ atMs }) => atMs >= warmMs && atMs <= beganMs + ms)
      .map(({ atMs, value }) => ({ atMs, value: value / 1024 / 1024 }));
  const [process, heaps] = [warm(consumers.process), warm(consumers.heaps)];
  return {
    records,
    seconds: ms / 1000,
    perSecond: records / ms * 1000,
    processRiseMib: riseIn(TEN_MINUTES_MS, process),
    heapRiseMib: riseIn(TEN_MINUTES_MS, heaps),
    processMib: ends(process),
    heapMib: ends(heaps),
    samples: process.length,
    logMb: bytesBelow(`${dir}/log`) / 1e6,
  };
}

function send(
  kafka: Kafka,
  { records, signal }: SteadyOptions,
  onSecond: (sent: number) => void,
): Promise<void> {
  const events = new SizedEvents("steady", VALUE_BYTES);
  const recordOf = (at: number) => {
    const { value, key = null, headers = [] } = events.record();
    return { topic: TOPIC, partition: at % PARTITIONS, key, value, headers };
  };
  return sendPaced(kafka, { records, perSecond: PER_SECOND, recordOf, signal, onSecond });
}

function bytesBelow(folder: string): number {
  let bytes = 0;
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = `${folder}/${name}`;
    bytes += isDirectory ? bytesBelow(path) : Deno.statSync(path).size;
  }
  return bytes;
}

/** What a steady stream came to, in lines. */
export function describeSteady(report: SteadyReport): string {
  const { records, seconds, perSecond, processMib, heapMib, samples, logMb } = report;
  const memory = ([early, late]: readonly [number, number], riseMib: number) =>
    `${early.toFixed(0)} MiB, ${late.toFixed(0)} MiB, ${riseMib.toFixed(1)} MiB in ten minutes`;
  return [
    `${records.toLocaleString("en")} records of ${VALUE_BYTES} B in ${seconds.toFixed(0)} s, ` +
    `${perSecond.toFixed(0)} a second, validated, scored and stored by three consumers; the log ` +
    `takes ${logMb.toFixed(0)} MB`,
    `    memory of the consumers' process, early, late, rise: ${
      memory(processMib, report.processRiseMib)
    }`,
    `    what lives in their heaps and buffers: ${memory(heapMib, report.heapRiseMib)}`,
    `    (straight lines through ${samples} samples; the first fifth of the time is left out)`,
  ].join("\n");
}
