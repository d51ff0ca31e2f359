import { systemClock, waitFor } from "../../core/mod.ts";
import type { ApacheKafka } from "./apache_kafka.ts";
import { BrokerLine, demandSuccess, type LineAddress } from "./broker_line.ts";
import { type PartitionView, viewOf } from "./cluster_view.ts";
import { readText } from "./jars.ts";
import { CLEANER_INTERVAL_MS } from "./plan.ts";

const TOPIC = 2;
const SET = 0;
const DELETE = 1;
const RATIO = "min.cleanable.dirty.ratio";
const ANSWER_MS = 60_000;
const CLEANED_MS = 120_000;

/**
 * Lets the cleaners of a controlled Apache Kafka loose on a topic and waits until they are through.
 * Compaction waits for that order; retention applies within {@link CLEANER_INTERVAL_MS} anyway.
 */
export async function cleanTopic(kafka: ApacheKafka, topic: string): Promise<void> {
  const [address] = kafka.runningIds().map((id) => kafka.line(id));
  const partitions = (await viewOf(address!)).partitions.filter((each) => each.topic === topic);
  const policy = await cleanupPolicy(address!, topic);
  if (policy.includes("compact")) {
    await alter(address!, topic, { name: RATIO, value: "0", configOperation: SET });
    await waitFor(() => isCompacted(kafka, partitions), {
      what: `the compaction of ${topic}`,
      timeoutMs: CLEANED_MS,
    });
    await alter(address!, topic, { name: RATIO, value: null, configOperation: DELETE });
  }
  if (policy.includes("delete")) await retentionThrough(kafka, topic, partitions);
}

async function cleanupPolicy(address: LineAddress, topic: string): Promise<string> {
  const { results } = await BrokerLine.use(address, (line) =>
    line.ask("DescribeConfigs", 1, {
      resources: [{
        resourceType: TOPIC,
        resourceName: topic,
        configurationKeys: ["cleanup.policy"],
      }],
      includeSynonyms: false,
    }));
  return results[0]?.configs[0]?.value ?? "delete";
}

async function alter(
  address: LineAddress,
  topic: string,
  config: {
    readonly name: string;
    readonly value: string | null;
    readonly configOperation: number;
  },
): Promise<void> {
  await BrokerLine.use(address, async (line) => {
    const { responses } = await line.ask("IncrementalAlterConfigs", 0, {
      resources: [{ resourceType: TOPIC, resourceName: topic, configs: [config] }],
      validateOnly: false,
    });
    demandSuccess(responses[0]?.errorCode ?? 0, `Changing ${config.name} of ${topic}`);
  }, ANSWER_MS);
}

/** Compaction is through when each replica's cleaner has come to its active segment. */
async function isCompacted(
  kafka: ApacheKafka,
  partitions: readonly PartitionView[],
): Promise<boolean> {
  const running = new Set(kafka.runningIds());
  for (const { topic, partition, replicas } of partitions) {
    for (const id of replicas.filter((each) => running.has(each))) {
      const active = await activeSegment(`${kafka.logDir(id)}/${topic}-${partition}`);
      const cleaned = await cleanedUpTo(kafka.logDir(id), topic, partition);
      if (active > 0 && cleaned < active) return false;
    }
  }
  return true;
}

async function activeSegment(folder: string): Promise<number> {
  let base = 0;
  for await (const { name } of Deno.readDir(folder)) {
    if (name.endsWith(".log")) base = Math.max(base, parseInt(name, 10));
  }
  return base;
}

async function cleanedUpTo(logDir: string, topic: string, partition: number): Promise<number> {
  const text = await readText(`${logDir}/cleaner-offset-checkpoint`) ?? "";
  const prefix = `${topic} ${partition} `;
  const line = text.split("\n").find((each) => each.startsWith(prefix));
  return line === undefined ? 0 : Number(line.slice(prefix.length));
}

/** Nobody tells that the cleaner has looked: it has when nothing moves through three of its rounds. */
async function retentionThrough(
  kafka: ApacheKafka,
  topic: string,
  partitions: readonly PartitionView[],
): Promise<void> {
  let before = "";
  let sinceMs = systemClock.monotonicMs();
  await waitFor(async () => {
    const starts = await Promise.all(
      partitions.map(({ partition, leader }) =>
        leader < 0 ? "" : logStart(kafka.line(leader), topic, partition)
      ),
    );
    if (starts.join() !== before) {
      before = starts.join();
      sinceMs = systemClock.monotonicMs();
    }
    return systemClock.monotonicMs() - sinceMs >= 3 * CLEANER_INTERVAL_MS;
  }, { what: `the retention of ${topic}`, timeoutMs: CLEANED_MS });
}

async function logStart(address: LineAddress, topic: string, partition: number): Promise<string> {
  const earliest = -2;
  const { topics } = await BrokerLine.use(address, (line) =>
    line.ask("ListOffsets", 1, {
      replicaId: -1,
      topics: [{ name: topic, partitions: [{ partitionIndex: partition, timestamp: earliest }] }],
    }));
  return String(topics[0]?.partitions[0]?.offset);
}
