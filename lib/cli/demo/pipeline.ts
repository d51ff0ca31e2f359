import { DEAD_LETTER_TOPIC } from "../../consumer/mod.ts";
import { type Logger, messageOf, seededRandom, withDeadline } from "../../core/mod.ts";
import type { WireProxy } from "../../dashboard/mod.ts";
import { type Admin, connectKafka, type Kafka, type KafkaConnection } from "../../kafka/mod.ts";
import { openTelemetryTracer } from "../../monitoring/mod.ts";
import { type Registry, startRegistry } from "../../registry/mod.ts";
import {
  ensureTopics,
  PageActions,
  pageActionsProducer,
  type ProducerStatistics,
  type RunningRole,
} from "../../systems/mod.ts";
import { clientsWay } from "./clients_way.ts";
import { ConsumerCrew } from "./consumer_crew.ts";
import type { Ground } from "./ground.ts";
import { type DemoCluster, openCluster } from "./open_cluster.ts";
import type { DemoPlan } from "./plan.ts";
import { groupOf, nameOf, settingsOf } from "./role_config.ts";
import type { CastConsumer, CastProducer } from "./scenarios.ts";
import type { ConsumerOrder } from "./worker_messages.ts";

/** The system while it runs: cluster, producers, consumers. */
export interface Pipeline {
  readonly cluster: DemoCluster;
  /** The demo's own connection. */
  readonly kafka: Kafka;
  readonly producers: readonly RunningRole<ProducerStatistics>[];
  readonly crew: ConsumerCrew;
  /** What people do on the dashboard, where user events are part of the scenario. */
  readonly actions: PageActions | undefined;
  /** The schema registry, where a role asks one. */
  readonly registry: Registry | undefined;
  /** The proxy through which producers and consumers go, where the dashboard may switch faults. */
  readonly wire: WireProxy | undefined;
  /** The instances of the first consumer. */
  readonly orders: readonly ConsumerOrder[];
}

const JOIN_TIMEOUT_MS = 120_000;
const REMOVE_TIMEOUT_MS = 2000;

/** Starts cluster, topics, consumers and producers in this order; all end with `opened`. */
export async function startPipeline(
  ground: Ground,
  opened: AsyncDisposableStack,
): Promise<Pipeline> {
  const { plan, steps, logger, meter, sink } = ground;
  const { producers: cast, consumers } = plan.scenario;
  const cluster = opened.use(await openCluster(plan, logger));
  const kafka = opened.use(connectKafka(cluster.connection, { logger, meter }));
  await tellCluster(ground, cluster, kafka);
  await makeTopics(plan, cluster, { kafka, logger, opened });
  const registry = await openRegistry(plan, { kafka, logger, opened });
  const way = await clientsWay(plan, { cluster, kafka, opened, logger, meter });
  const { connection, wire } = way;
  steps.done(topicsOf(plan).join(", "));
  const ordersOfAll = consumers.map((consumer) =>
    ordersOf(plan, connection, { consumer, registry })
  );
  const orders = ordersOfAll.flat();
  const crew = opened.use(new ConsumerCrew(orders, { meter, sink, logger }));
  await withDeadline(crew.ready(), {
    what: `the first join of ${groupsOf(plan).join(", ")}`,
    timeoutMs: JOIN_TIMEOUT_MS,
  });
  const producers: RunningRole<ProducerStatistics>[] = [];
  const actions = hearsActions(plan) ? new PageActions() : undefined;
  for (const producer of [...cast, ...actions === undefined ? [] : [castFor(actions)]]) {
    producers.push(opened.use(await startProducer(ground, way.kafka, { producer, registry })));
  }
  steps.done(
    `${producers.length} and ${orders.length}`,
    ...groupsOf(plan).map((group) => `group ${group}`),
  );
  const [first = []] = ordersOfAll;
  return { cluster, kafka, producers, actions, crew, registry, wire, orders: first };
}

/** An input is all that there is to be sent; then a producer that waits for people would not end. */
function hearsActions({ scenario, input }: DemoPlan): boolean {
  return input === undefined && scenario.producers.some(({ name }) => name === "platform.events");
}

/** It takes no part of the rate: people click when they like. */
function castFor(actions: PageActions): CastProducer {
  return { name: "platform.page", role: pageActionsProducer(actions), weight: 0 };
}

/** The registry is the run's own, as its topic is. */
async function openRegistry(
  plan: DemoPlan,
  { kafka, logger, opened }: { kafka: Kafka; logger: Logger; opened: AsyncDisposableStack },
): Promise<Registry | undefined> {
  const { producers, consumers } = plan.scenario;
  if (![...producers, ...consumers].some(({ role }) => role.asksRegistry)) return undefined;
  return opened.use(await startRegistry(kafka, { topic: registryTopic(plan), logger }));
}

function registryTopic(plan: DemoPlan): string {
  return nameOf(plan, "_schemas");
}

/** The topics of a run, as they are called in it. */
export function topicsOf(plan: DemoPlan): string[] {
  return [...plan.topics, DEAD_LETTER_TOPIC].map((topic) => nameOf(plan, topic));
}

/** The groups of a run, as they are called in it. */
export function groupsOf(plan: DemoPlan): string[] {
  const groups = plan.scenario.consumers
    .map((consumer) => groupOf(plan, consumer));
  return [...new Set(groups)];
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
  const definitions = [...plan.topics, DEAD_LETTER_TOPIC];
  await ensureTopics(
    kafka,
    definitions.map((definition) => ({ definition, name: nameOf(plan, definition) })),
  );
  if (!plan.kafka) return;
  opened.defer(async () => {
    const names = `topics ${topicsOf(plan).join(", ")} and groups ${groupsOf(plan).join(", ")}`;
    const limit = { what: `removing ${names}`, timeoutMs: REMOVE_TIMEOUT_MS };
    await withDeadline(removeNames(plan, cluster, logger), limit).catch((error) =>
      console.error(`Could not remove ${names}: remove them by hand (${messageOf(error)})`)
    );
  });
}

async function removeNames(plan: DemoPlan, cluster: DemoCluster, logger: Logger): Promise<void> {
  await using cleaner = connectKafka(cluster.connection, { logger });
  await using admin = await cleaner.admin();
  await admin.deleteTopics([...topicsOf(plan), ...await ownRegistryTopic(admin, plan)]);
  await admin.deleteGroups(groupsOf(plan));
}

async function ownRegistryTopic(admin: Admin, plan: DemoPlan): Promise<string[]> {
  return (await admin.listTopics()).filter((name) => name === registryTopic(plan));
}

function startProducer(
  { plan, input, logger, meter }: Ground,
  kafka: Kafka,
  { producer, registry }: { producer: CastProducer; registry: Registry | undefined },
): Promise<RunningRole<ProducerStatistics>> {
  const { rate, poisonShare, seed, scenario } = plan;
  const weights = scenario.producers.reduce((sum, { weight }) => sum + weight, 0);
  const { name, role, weight } = producer;
  return role.start({
    kafka,
    settings: settingsOf(plan, producer, registry?.url),
    openStore: () => Promise.reject(new TypeError(`Producer ${name} keeps no documents`)),
    nameOf: (plainName) => nameOf(plan, plainName),
    poisonShare,
    ...(input !== undefined && { input }),
    ...(rate !== undefined && { intervalMs: 1000 / (rate * weight / weights) }),
    random: seededRandom(seed).fork(name),
    logger: logger.child({ component: "producer", producer: name }),
    meter,
    tracer: openTelemetryTracer(),
  });
}

function ordersOf(
  plan: DemoPlan,
  connection: KafkaConnection,
  { consumer, registry }: { consumer: CastConsumer; registry: Registry | undefined },
): ConsumerOrder[] {
  const { name, system, role, instances } = consumer;
  return Array.from({ length: instances }, (_, index) => ({
    name: `${name}-${index + 1}`,
    connection: { ...connection, clientId: `${name}-${index + 1}` },
    consumer: name,
    system,
    role: role.name,
    settings: settingsOf(plan, consumer, registry?.url),
    suffix: plan.suffix,
    seed: `${plan.seed}/${name}-${index + 1}`,
    flakyShare: plan.flakyShare,
    logLevel: plan.config.logLevel,
  }));
}
