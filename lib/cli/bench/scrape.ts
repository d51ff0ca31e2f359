import { startClusterInWorker } from "../../broker/mod.ts";
import { waitFor } from "../../core/mod.ts";
import { type Admin, connectKafka, type Kafka } from "../../kafka/mod.ts";
import { createMeter, LagMonitor } from "../../monitoring/mod.ts";
import { ApacheKafka } from "../../workshop/cluster/mod.ts";
import { median, timed } from "./measure.ts";
import type { Finding } from "./report.ts";

const TOPICS = 20;
const PARTITIONS_EACH = 500;
const GROUPS = 100;
/** Partitions in which each group has committed: together all of them once. */
const PARTITIONS_OF_GROUP = 100;
const GOAL_MS = 2000;

/** What measuring a scrape needs. */
export interface ScrapeOptions {
  readonly runs: number;
  /** A folder for the Apache Kafka. */
  readonly dir: string;
  readonly signal: AbortSignal;
  readonly tell: (finding: Finding) => void;
}

/**
 * Measures one scrape of everything that the lag monitor shows, over ten thousand partitions and a
 * hundred groups: the questions to the cluster, and the text of the metrics.
 */
export async function manyLags(options: ScrapeOptions): Promise<void> {
  const { dir, signal } = options;
  {
    await using cluster = await startClusterInWorker();
    await measure("embedded cluster", cluster.bootstrapServers, options);
  }
  await using kafka = await ApacheKafka.start({ dir, signal });
  await measure("Apache Kafka", kafka.bootstrapServers, options);
}

async function measure(
  where: string,
  bootstrapServers: string,
  { runs, signal, tell }: ScrapeOptions,
): Promise<void> {
  await using kafka = connectKafka({ bootstrapServers: [bootstrapServers] });
  await fill(kafka);
  const meter = createMeter();
  await using monitor = new LagMonitor(kafka, { meter });
  await monitor.refresh();
  const passes: number[] = [];
  const renders: number[] = [];
  let text = "";
  for (let run = 0; run < runs; run++) {
    signal.throwIfAborted();
    passes.push(await timed(() => monitor.refresh()));
    renders.push(await timed(async () => text = await meter.render()));
  }
  const shown = (name: string) => text.split("\n").filter((line) => line.startsWith(`${name}{`));
  const count = `${shown("kafka_partition_log_end_offset").length.toLocaleString("en")} partitions`;
  const of = `${count}, ${shown("kafka_consumer_group_members").length} groups, ${where}`;
  const figure = { unit: "ms", results: [] } as const;
  tell({
    ...figure,
    what: `${of}: the lag monitor's pass`,
    value: median(passes),
    goal: undefined,
  });
  tell({ ...figure, what: `${of}: text of the metrics`, value: median(renders), goal: undefined });
  const scrapes = passes.map((ms, run) => ms + renders[run]!);
  tell({ ...figure, what: `${of}: scrape`, value: median(scrapes), goal: GOAL_MS });
}

async function fill(kafka: Kafka): Promise<void> {
  await using admin = await kafka.admin();
  const topics = Array.from({ length: TOPICS }, (_, at) => ({
    name: `many-${at}`,
    partitions: PARTITIONS_EACH,
  }));
  // Apache Kafka takes longer than the wait for leaders that ends each of these.
  for (const topic of topics) await admin.createTopics([topic]).catch(() => {});
  await waitFor(() => allLed(admin), {
    what: "leaders of all",
    timeoutMs: 300_000,
    intervalMs: 1000,
  });
  for (let group = 0; group < GROUPS; group++) await commit(admin, group);
}

async function allLed(admin: Admin): Promise<boolean> {
  const partitions = (await admin.surveyTopics()).flatMap(({ name, partitions }) =>
    name.startsWith("many-") ? partitions : []
  );
  return partitions.length === TOPICS * PARTITIONS_EACH &&
    partitions.every(({ offsets }) => offsets !== undefined);
}

async function commit(admin: Admin, group: number): Promise<void> {
  const first = group * PARTITIONS_OF_GROUP;
  const offsets = Array.from({ length: PARTITIONS_OF_GROUP }, (_, at) => ({
    topic: `many-${Math.floor((first + at) / PARTITIONS_EACH)}`,
    partition: (first + at) % PARTITIONS_EACH,
    offset: 0n,
  }));
  await admin.commitOffsets(`group-${group}`, offsets);
}
