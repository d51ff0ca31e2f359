import { type RunningCluster, startClusterInWorker } from "../../broker/mod.ts";
import { encodeBatch } from "../../protocol/mod.ts";
import { BrokerLine } from "../../workshop/cluster/mod.ts";
import { median, timed } from "./measure.ts";
import type { Finding } from "./report.ts";

const TOPICS = 20;
const PARTITIONS_EACH = 500;
const PARTITIONS = (TOPICS * PARTITIONS_EACH).toLocaleString("en");
const START_GOAL_MS = 1000;
const METADATA_GOAL_MS = 100;
const TIMEOUT_MS = 60_000;

/** What measuring clusters of many partitions needs. */
export interface PartitionsOptions {
  readonly runs: number;
  /** A folder for the cluster that keeps its data. */
  readonly dir: string;
  readonly signal: AbortSignal;
  readonly tell: (finding: Finding) => void;
}

/** What one start came to. */
interface StartTimes {
  readonly startMs: number;
  readonly metadataMs: number;
  readonly memoryMb: number;
}

/**
 * Measures clusters of ten thousand partitions: how long a start takes, in memory (where they have
 * to be made first) and on a data folder with a record in each, how long it takes to tell a client
 * of them all, and the memory of this process meanwhile.
 */
export async function manyPartitions(options: PartitionsOptions): Promise<void> {
  const { runs, signal } = options;
  const dataDir = `${options.dir}/many`;
  await fill(dataDir);
  const kept = [];
  const inMemory = [];
  for (let run = 0; run < runs; run++) {
    signal.throwIfAborted();
    kept.push(await startTimes(() => startClusterInWorker({ dataDir })));
    inMemory.push(await startTimes(startFull));
  }
  tellTimes(options, "data folder, closed cleanly", kept);
  tellTimes(options, "memory, made at the start", inMemory);
}

/** Leaves a data folder with a record in each partition. */
async function fill(dataDir: string): Promise<void> {
  await using cluster = await startClusterInWorker({ dataDir });
  await createTopics(cluster);
  await withLine(cluster, async (line) => {
    for (let topic = 0; topic < TOPICS; topic++) {
      const partitionData = Array.from({ length: PARTITIONS_EACH }, (_, index) => ({
        index,
        records: encodeBatch([{ timestampMs: Date.now(), value: new Uint8Array(100) }]),
      }));
      const topicData = [{ name: nameOf(topic), partitionData }];
      await line.ask("Produce", 8, { acks: -1, timeoutMs: TIMEOUT_MS, topicData });
    }
  });
}

async function startFull(): Promise<RunningCluster> {
  const cluster = await startClusterInWorker();
  await createTopics(cluster);
  return cluster;
}

async function createTopics(cluster: RunningCluster): Promise<void> {
  const topics = Array.from({ length: TOPICS }, (_, index) => ({
    name: nameOf(index),
    numPartitions: PARTITIONS_EACH,
    replicationFactor: 1,
    assignments: [],
    configs: [],
  }));
  await withLine(cluster, (line) => line.ask("CreateTopics", 5, { topics, timeoutMs: TIMEOUT_MS }));
}

function nameOf(topic: number): string {
  return `many-${topic}`;
}

/** Starts a cluster, asks it for everything, and ends it. */
async function startTimes(start: () => Promise<RunningCluster>): Promise<StartTimes> {
  const beganMs = performance.now();
  await using cluster = await start();
  await askForAll(cluster);
  const startMs = performance.now() - beganMs;
  const memoryMb = Deno.memoryUsage().rss / 1e6;
  return { startMs, metadataMs: await timed(() => askForAll(cluster)), memoryMb };
}

async function askForAll(cluster: RunningCluster): Promise<void> {
  const request = { topics: null, allowAutoTopicCreation: false };
  const { topics } = await withLine(cluster, (line) => line.ask("Metadata", 9, request));
  const count = topics.reduce((sum, { partitions }) => sum + partitions.length, 0);
  if (count !== TOPICS * PARTITIONS_EACH) {
    throw new RangeError(`The cluster tells of ${count} partitions, not of ${PARTITIONS}`);
  }
}

function withLine<T>(
  cluster: RunningCluster,
  work: (line: BrokerLine) => Promise<T>,
): Promise<T> {
  const port = Number(cluster.bootstrapServers.split(":")[1]);
  return BrokerLine.use({ port }, work, TIMEOUT_MS);
}

function tellTimes(
  { tell }: PartitionsOptions,
  where: string,
  times: readonly StartTimes[],
): void {
  const rows = [
    ["start and first answer", "startMs", START_GOAL_MS, "ms"],
    ["metadata of all", "metadataMs", METADATA_GOAL_MS, "ms"],
    ["memory of the process", "memoryMb", undefined, "MB"],
  ] as const;
  for (const [what, field, goal, unit] of rows) {
    const value = median(times.map((one) => one[field]));
    tell({ what: `${PARTITIONS} partitions, ${where}: ${what}`, value, unit, goal, results: [] });
  }
}
