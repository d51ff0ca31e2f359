import { type Logger, messageOf, seededRandom, withDeadline } from "../../core/mod.ts";
import { connectKafka, type Kafka } from "../../kafka/mod.ts";
import {
  ensureTopics,
  type ProducerStatistics,
  type RunningRole,
  startRandomEventsProducer,
} from "../../systems/mod.ts";
import { ConsumerCrew } from "./consumer_crew.ts";
import type { Ground } from "./ground.ts";
import { type DemoCluster, openCluster } from "./open_cluster.ts";
import type { DemoPlan } from "./plan.ts";
import type { ConsumerOrder } from "./worker_messages.ts";

/** The system while it runs: cluster, producer, consumers. */
export interface Pipeline {
  readonly cluster: DemoCluster;
  /** The demo's own connection. */
  readonly kafka: Kafka;
  readonly producer: RunningRole<ProducerStatistics>;
  readonly crew: ConsumerCrew;
}

/** How long producer and consumers may take to end, in milliseconds, each. */
export const SHUTDOWN_MS = 2000;

const JOIN_TIMEOUT_MS = 30_000;
const REMOVE_TIMEOUT_MS = 2000;
/** What the retries of a demo wait for first, unless somebody set it: people are watching. */
const SHOWN_RETRY_MS = 200;

/** Starts cluster, topics, consumers and producer in this order; all end with `opened`. */
export async function startPipeline(
  ground: Ground,
  opened: AsyncDisposableStack,
): Promise<Pipeline> {
  const { plan, steps, logger, meter, sink } = ground;
  const cluster = opened.use(await openCluster(plan, logger));
  const kafka = opened.use(connectKafka(cluster.connection, { logger, meter }));
  await tellCluster(ground, cluster, kafka);
  await makeTopics(plan, cluster, { kafka, logger, opened });
  steps.done(`${plan.topic}, ${plan.deadLetterTopic}`);
  const crew = opened.use(new ConsumerCrew(ordersOf(plan, cluster), { meter, sink, logger }));
  await withDeadline(crew.ready(), {
    what: `the first join of group ${plan.groupId}`,
    timeoutMs: JOIN_TIMEOUT_MS,
  });
  const producer = opened.use(await startProducer(ground, kafka));
  steps.done(`1 and ${plan.consumers}`, `group ${plan.groupId}`);
  return { cluster, kafka, producer, crew };
}

async function tellCluster({ steps }: Ground, cluster: DemoCluster, kafka: Kafka): Promise<void> {
  await using admin = await kafka.admin();
  const { controllerId } = await admin.describeCluster();
  steps.done(`node ${controllerId}`);
  steps.done(`${cluster.kind} ${cluster.version}`, `cluster ${cluster.clusterId}`);
}

async function makeTopics(
  plan: DemoPlan,
  cluster: DemoCluster,
  { kafka, logger, opened }: { kafka: Kafka; logger: Logger; opened: AsyncDisposableStack },
): Promise<void> {
  const { topic, deadLetterTopic, groupId } = plan;
  await ensureTopics(kafka, [
    { definition: "random-events", name: topic },
    { definition: "DLQ", name: deadLetterTopic },
  ]);
  if (!plan.kafka) return;
  opened.defer(async () => {
    const names = `topics ${topic}, ${deadLetterTopic} and group ${groupId}`;
    const limit = { what: `removing ${names}`, timeoutMs: REMOVE_TIMEOUT_MS };
    await withDeadline(removeNames(plan, cluster, logger), limit).catch((error) =>
      console.error(`Could not remove ${names}: remove them by hand (${messageOf(error)})`)
    );
  });
}

async function removeNames(plan: DemoPlan, cluster: DemoCluster, logger: Logger): Promise<void> {
  await using cleaner = connectKafka(cluster.connection, { logger });
  await using admin = await cleaner.admin();
  await admin.deleteTopics([plan.topic, plan.deadLetterTopic]);
  await admin.deleteGroups([plan.groupId]);
}

function startProducer(
  { plan, input, logger, meter }: Ground,
  kafka: Kafka,
): Promise<RunningRole<ProducerStatistics>> {
  const { topic, deadLetterTopic, rate, poisonShare, seed } = plan;
  return startRandomEventsProducer(kafka, {
    topic,
    deadLetterTopic,
    poisonShare,
    ...(input !== undefined && { input }),
    ...(rate !== undefined && { intervalMs: 1000 / rate }),
    sending: { lingerMs: 5 },
    shutdownTimeoutMs: SHUTDOWN_MS,
    random: seededRandom(seed).fork("producer"),
    logger: logger.child({ component: "producer" }),
    meter,
  });
}

function ordersOf(plan: DemoPlan, cluster: DemoCluster): ConsumerOrder[] {
  const { config } = plan;
  const baseMs = config.origins.retryBackoffMs === "default"
    ? SHOWN_RETRY_MS
    : config.retryBackoffMs;
  return Array.from({ length: plan.consumers }, (_, index) => ({
    name: `consumer-${index + 1}`,
    connection: { ...cluster.connection, clientId: `consumer-${index + 1}` },
    topic: plan.topic,
    deadLetterTopic: plan.deadLetterTopic,
    groupId: plan.groupId,
    storePath: `${plan.folder}/events.db`,
    seed: `${plan.seed}/consumer-${index + 1}`,
    flakyShare: plan.flakyShare,
    consuming: {
      retry: { maxRetries: config.maxRetries, baseMs },
      commitEveryMessages: config.commitIntervalMessages,
      commitEveryMs: config.commitIntervalMs,
      shutdownTimeoutMs: SHUTDOWN_MS,
      session: {
        sessionTimeoutMs: config.sessionTimeoutMs,
        heartbeatIntervalMs: config.heartbeatIntervalMs,
        maxWaitMs: config.pollTimeoutMs,
      },
    },
    logLevel: config.logLevel,
  }));
}
