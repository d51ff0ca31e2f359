import { headerText, messageOf } from "../../core/mod.ts";
import type {
  BreakdownView,
  ClusterView,
  DashboardSnapshot,
  DashboardSource,
  DeadLetterView,
  GroupView,
  StoreView,
} from "../../dashboard/mod.ts";
import { type GroupWatch, ruleOf, viewsOfLag } from "../../dashboard/mod.ts";
import type { ConsumedRecord, Kafka } from "../../kafka/mod.ts";
import { AlertEvaluator, type LagReport } from "../../monitoring/mod.ts";
import { DEAD_LETTER_TOPIC } from "../../consumer/mod.ts";
import type { Store } from "../../storage/mod.ts";
import type { Breakdown, ConsumingStatistics, ProducerStatistics } from "../../systems/mod.ts";
import type { DemoCluster } from "./open_cluster.ts";
import type { DemoPlan } from "./plan.ts";
import { nameOf } from "./role_config.ts";
import type { CastConsumer } from "./scenarios.ts";

/** Whom the figures of a running demo are asked from. */
export interface WatchedParts {
  readonly plan: DemoPlan;
  readonly cluster: DemoCluster;
  readonly kafka: Kafka;
  readonly stores: ReadonlyMap<string, Store>;
  readonly monitor: Pick<GroupWatch, "latest" | "refresh">;
  readonly produced: () => readonly ProducerStatistics[];
  readonly consumed: (consumer: CastConsumer) => readonly ConsumingStatistics[];
}

const LATEST_LETTERS = 10;
const SHOWN_ROWS = 12;

/** Puts the figures of a running demo together; one snapshot a second is enough. */
export class DemoWatch implements DashboardSource {
  readonly #parts: WatchedParts;
  readonly #alerts = new AlertEvaluator();
  #letters: DeadLetterView[] = [];
  #lettersEnd = 0n;

  constructor(parts: WatchedParts) {
    this.#parts = parts;
  }

  async snapshot(): Promise<DashboardSnapshot> {
    const { plan, monitor, produced, consumed } = this.#parts;
    let down: string | undefined;
    await monitor.refresh().catch((error) => down = messageOf(error));
    const report = monitor.latest;
    if (down === undefined && report !== undefined) await this.#readLetters(report).catch(() => {});
    const consumers = plan.scenario.consumers.map((consumer) => ({
      consumer,
      parts: consumed(consumer),
    }));
    const sum = (pick: (part: ConsumingStatistics["consumer"]) => number) =>
      consumers.flatMap(({ parts }) => parts).reduce(
        (total, part) => total + pick(part.consumer),
        0,
      );
    const tallies = produced();
    const sent = (pick: (part: ProducerStatistics) => number) =>
      tallies.reduce((total, part) => total + pick(part), 0);
    const deadLettered = sum((part) => part.deadLettered) +
      sent((part) => part.deadLetteredLines);
    const traffic = {
      produced: sent((part) => part.acknowledged),
      processed: sum((part) => part.processed),
      retried: sum((part) => part.retried),
      deadLettered,
    };
    const alerts = this.#alerts.evaluate({
      broker: down === undefined ? { up: true } : { up: false, reason: down },
      groups: report?.groups ?? [],
      processed: traffic.processed,
      deadLetters: deadLettered,
    }).map((alert) => ({ ...alert, ...ruleOf(alert.name) }));
    return {
      atMs: Date.now(),
      title: `${plan.scenario.name === "all" ? "Kafka workshop" : plan.scenario.name} demo`,
      cluster: this.#clusterView(report, down),
      traffic,
      ...(report === undefined ? { topics: [], groups: [] } : viewsOfLag(report)),
      alerts,
      deadLetters: {
        topic: nameOf(plan, DEAD_LETTER_TOPIC),
        total: deadLettered,
        latest: this.#letters,
      },
      statistics: consumers.flatMap(({ consumer, parts }) =>
        (consumer.role.breakdowns?.(parts) ?? []).map(breakdownView)
      ),
      store: await this.#storeView(),
    };
  }

  /** The groups as they are now. */
  async groups(): Promise<readonly GroupView[]> {
    await this.#parts.monitor.refresh();
    const report = this.#parts.monitor.latest;
    return report === undefined ? [] : viewsOfLag(report).groups;
  }

  #clusterView(report: LagReport | undefined, down: string | undefined): ClusterView {
    const { kind, version, clusterId, connection } = this.#parts.cluster;
    const brokers = report?.cluster.brokers ?? [];
    return {
      kind,
      version,
      clusterId,
      bootstrapServers: connection.bootstrapServers.join(","),
      up: down === undefined,
      why: down ?? null,
      controllerId: report?.cluster.controllerId ?? -1,
      brokers: brokers.map(({ id, host, port }) => ({
        id,
        address: `${host}:${port}`,
        up: down === undefined,
      })),
    };
  }

  async #storeView(): Promise<StoreView | null> {
    const { stores } = this.#parts;
    if (stores.size === 0) return null;
    try {
      const counts = await Array.fromAsync(
        stores,
        async ([label, store]) => ({ label, count: await storedIn(store) }),
      );
      return { name: "SQLite", up: true, why: null, counts };
    } catch (error) {
      return { name: "SQLite", up: false, why: messageOf(error), counts: [] };
    }
  }

  /** Reads the latest dead letters, when there are new ones. */
  async #readLetters(report: LagReport): Promise<void> {
    const { plan, kafka } = this.#parts;
    const topic = nameOf(plan, DEAD_LETTER_TOPIC);
    const end = report.topics.find(({ name }) => name === topic)?.partitions[0]?.end ?? 0n;
    if (end === this.#lettersEnd) return;
    const offset = end > BigInt(LATEST_LETTERS) ? end - BigInt(LATEST_LETTERS) : 0n;
    const from = [{ topic, partition: 0, offset }];
    const letters: DeadLetterView[] = [];
    for await (const record of kafka.read({ topic, partitions: [0], from })) {
      letters.unshift(letterView(record));
    }
    this.#letters = letters;
    this.#lettersEnd = end;
  }
}

function letterView(record: ConsumedRecord): DeadLetterView {
  const header = (name: string) => headerText(record.headers, `dlq.${name}`);
  const code = header("error.code") ?? "unknown";
  const stage = header("error.stage") ?? "unknown";
  return {
    atMs: Number(header("last.time") ?? record.timestampMs) || record.timestampMs,
    topic: header("original.topic") ?? "",
    partition: Number(header("original.partition") ?? -1),
    offset: header("original.offset") ?? header("input.line") ?? "",
    errorClass: header("error.class") ?? "",
    errorCode: code,
    stage,
    attempts: Number(header("attempts") ?? 1),
    reason: header("error.message") ?? `${code} in stage ${stage}`,
  };
}

/** How many documents a store holds: counting them takes long in a large one, a counter does not. */
async function storedIn(store: Store): Promise<number> {
  const { documents, events } = await store.counters();
  return documents ?? events ?? await store.count();
}

function breakdownView({ title, counts, ordered = false }: Breakdown): BreakdownView {
  const rows = Object.entries(counts).map(([label, count]) => ({ label, count }));
  const total = rows.reduce((sum, { count }) => sum + count, 0);
  if (!ordered) rows.sort((a, b) => b.count - a.count);
  return { title, total, rows: rows.slice(0, SHOWN_ROWS) };
}
