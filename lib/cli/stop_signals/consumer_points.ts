import { type RunningCluster, startClusterInWorker } from "../../broker/mod.ts";
import { type Random, seededRandom, systemClock, WorkshopError } from "../../core/mod.ts";
import { connectKafka, type Kafka } from "../../kafka/mod.ts";
import {
  ensureTopics,
  openEventStore,
  RANDOM_EVENTS_GROUP,
  RANDOM_EVENTS_TOPIC,
  startRandomEventsProducer,
} from "../../systems/mod.ts";
import type { Store } from "../../storage/mod.ts";
import { type SignalledEnd, StoppedChild } from "./stopped_child.ts";

const CONSUMER = [
  "--allow-net=localhost,127.0.0.1",
  "--allow-read",
  "--allow-write=.",
  "--allow-env",
  "--allow-sys",
  "lib/cli/consume.ts",
  "random_events",
];
const EVENTS_PER_SECOND = 1000;
/** The most events that are waited for before the signal; the store takes them in groups. */
const MOST_EVENTS = 2000;
/** How long after that the signal comes at the latest: anywhere between two groups. */
const MOST_MS = 250;

/** How often a consumer is stopped, and where. */
export interface ConsumerPointsOptions {
  readonly points: number;
  /** Draws the points and the signals. */
  readonly seed: string;
  /** Where the store and the logs are kept meanwhile. */
  readonly folder: string;
  readonly say?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** What came of one stop. */
export interface ConsumerPoint {
  readonly signal: "SIGTERM" | "SIGINT";
  /** Events stored since the start when the signal was sent. */
  readonly storedBefore: number;
  readonly code: number;
  readonly ms: number;
  /** Records that are stored and not committed: the next start does them again. */
  readonly repeated: number;
  /** Records that are committed and not stored. */
  readonly lost: number;
}

/** What came of all. */
export interface ConsumerPointsOutcome {
  readonly points: readonly ConsumerPoint[];
  /** Events in the log and in the store at the end. */
  readonly inLog: number;
  readonly stored: number;
}

/**
 * Starts the consumer of random events again and again, on a stream of events that does not pause,
 * and stops it by a signal when a drawn number of events was stored. After each end the store and
 * the group's offsets are held against each other: what is stored is committed, and nothing else.
 */
export async function stopConsumerAtPoints(
  options: ConsumerPointsOptions,
): Promise<ConsumerPointsOutcome> {
  const { folder, seed, say } = options;
  await using opened = new AsyncDisposableStack();
  const cluster = opened.use(await startClusterInWorker());
  const kafka = opened.use(connectKafka({ bootstrapServers: [cluster.bootstrapServers] }));
  await ensureTopics(kafka, [{ definition: RANDOM_EVENTS_TOPIC, name: RANDOM_EVENTS_TOPIC }]);
  const store = opened.use(openEventStore({ path: `${folder}/events.db` }));
  const random = seededRandom(seed);
  const producer = opened.use(
    await startRandomEventsProducer(kafka, {
      intervalMs: 1000 / EVENTS_PER_SECOND,
      random: random.fork("events"),
    }),
  );
  const points: ConsumerPoint[] = [];
  const ground = { cluster, kafka, store, folder };
  for (let at = 1; at <= options.points; at++) {
    options.signal?.throwIfAborted();
    const point = await stopOnce(ground, random);
    points.push(point);
    const { signal, storedBefore, code, ms, repeated, lost } = point;
    say?.(
      `${at} of ${options.points}: ${signal} after ${storedBefore} events: code ${code}, ` +
        `${ms} ms, ${repeated} to be repeated, ${lost} lost`,
    );
  }
  await producer.stop();
  await finish(ground);
  return { points, inLog: await endOf(kafka), stored: await store.count() };
}

interface Ground {
  readonly cluster: RunningCluster;
  readonly kafka: Kafka;
  readonly store: Store;
  readonly folder: string;
}

async function stopOnce(ground: Ground, random: Random): Promise<ConsumerPoint> {
  const { kafka, store } = ground;
  const signal = random.pick(["SIGTERM", "SIGINT"] as const);
  const before = await store.count();
  const child = consumer(ground);
  const wanted = before + random.int(1, MOST_EVENTS);
  await child.until(async () => await store.count() >= wanted, `${wanted} events were stored`);
  await systemClock.sleep(random.int(0, MOST_MS));
  const storedBefore = await store.count() - before;
  const { code, ms } = await child.stop(signal);
  return { signal, storedBefore, code, ms, ...await disagreement(kafka, store) };
}

/** Consumes what is left. */
async function finish(ground: Ground): Promise<SignalledEnd> {
  const { kafka, store } = ground;
  const child = consumer(ground);
  const end = await endOf(kafka);
  await child.until(async () => await store.count() >= end, `${end} events were stored`);
  return await child.stop("SIGTERM");
}

function consumer({ cluster, folder }: Ground): StoppedChild {
  return startConsumer(cluster.bootstrapServers, folder);
}

/** Starts the consumer of random events; store and logs are in the folder. */
export function startConsumer(bootstrapServers: string, folder: string): StoppedChild {
  return new StoppedChild(CONSUMER, {
    KAFKA_BOOTSTRAP_SERVERS: bootstrapServers,
    STORE_PATH: `${folder}/events.db`,
    LOG_DIR: folder,
    LOG_LEVEL: "WARN",
  });
}

async function endOf(kafka: Kafka): Promise<number> {
  await using admin = await kafka.admin();
  const offsets = await admin.topicOffsets(RANDOM_EVENTS_TOPIC);
  return offsets.reduce((sum, { high }) => sum + Number(high), 0);
}

/** Where the group's offsets and the store tell different stories. */
export async function disagreement(
  kafka: Kafka,
  store: Store,
): Promise<{ readonly repeated: number; readonly lost: number }> {
  await using admin = await kafka.admin();
  const offsets = await admin.committedOffsets(RANDOM_EVENTS_GROUP, [RANDOM_EVENTS_TOPIC]);
  const committed = new Map(offsets.map(({ partition, offset }) => [partition, offset]));
  let repeated = 0;
  let finished = 0n;
  for await (const { partition, offset } of store.origins(RANDOM_EVENTS_TOPIC)) {
    if (offset >= (committed.get(partition) ?? 0n)) repeated++;
    else finished++;
  }
  const due = offsets.reduce((sum, { offset }) => sum + offset, 0n);
  return { repeated, lost: Number(due - finished) };
}

/** The claim, as an error when it does not hold. @throws {WorkshopError} */
export function demandCleanStops({ points, inLog, stored }: ConsumerPointsOutcome): void {
  const problems = points.flatMap(({ signal, storedBefore, code, ms, repeated, lost }) => {
    if (code === 0 && repeated === 0 && lost === 0) return [];
    return `${signal} after ${storedBefore} events: code ${code} after ${ms} ms, ${repeated} to ` +
      `be repeated, ${lost} lost`;
  });
  if (stored !== inLog) problems.push(`${inLog} events are in the log and ${stored} in the store`);
  if (problems.length > 0) throw new WorkshopError(problems.join("; "), { code: "STOP_NOT_CLEAN" });
}
