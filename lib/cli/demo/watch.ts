import { headerText, messageOf } from "../../core/mod.ts";
import type {
  BreakdownView,
  ClusterView,
  DashboardSnapshot,
  DashboardSource,
  DeadLetterView,
  StoreView,
} from "../../dashboard/mod.ts";
import { viewsOfLag } from "../../dashboard/mod.ts";
import type { ConsumedRecord, Kafka } from "../../kafka/mod.ts";
import { AlertEvaluator, type LagMonitor, type LagReport } from "../../monitoring/mod.ts";
import { emptyStatistics, type EventStatistics, mergeStatistics } from "../../processor/mod.ts";
import type { Store } from "../../storage/mod.ts";
import type { ProducerStatistics, RandomEventsStatistics } from "../../systems/mod.ts";
import type { DemoCluster } from "./open_cluster.ts";
import type { DemoPlan } from "./plan.ts";

/** Whom the figures of a running demo are asked from. */
export interface WatchedParts {
  readonly plan: DemoPlan;
  readonly cluster: DemoCluster;
  readonly kafka: Kafka;
  readonly store: Store;
  readonly monitor: LagMonitor;
  readonly produced: () => ProducerStatistics | undefined;
  readonly consumed: () => readonly RandomEventsStatistics[];
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
    const parts = consumed();
    const sum = (pick: (part: RandomEventsStatistics["consumer"]) => number) =>
      parts.reduce((total, part) => total + pick(part.consumer), 0);
    const tally = produced();
    const deadLettered = sum((part) => part.deadLettered) + (tally?.deadLetteredLines ?? 0);
    const traffic = {
      produced: tally?.acknowledged ?? 0,
      processed: sum((part) => part.processed),
      retried: sum((part) => part.retried),
      deadLettered,
    };
    const alerts = this.#alerts.evaluate({
      broker: down === undefined ? { up: true } : { up: false, reason: down },
      groups: report?.groups ?? [],
      processed: traffic.processed,
      deadLetters: deadLettered,
    });
    const events = parts.reduce(
      (total, part) => mergeStatistics(total, part.events),
      emptyStatistics(),
    );
    return {
      atMs: Date.now(),
      title: "random_events demo",
      cluster: this.#clusterView(report, down),
      traffic,
      ...(report === undefined ? { topics: [], groups: [] } : viewsOfLag(report)),
      alerts,
      deadLetters: { topic: plan.deadLetterTopic, total: deadLettered, latest: this.#letters },
      statistics: breakdowns(events),
      store: await this.#storeView(),
    };
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

  async #storeView(): Promise<StoreView> {
    const { store } = this.#parts;
    try {
      const { events = 0 } = await store.counters();
      return { name: "SQLite", up: true, why: null, counts: [{ label: "events", count: events }] };
    } catch (error) {
      return { name: "SQLite", up: false, why: messageOf(error), counts: [] };
    }
  }

  /** Reads the latest dead letters, when there are new ones. */
  async #readLetters(report: LagReport): Promise<void> {
    const { plan: { deadLetterTopic: topic }, kafka } = this.#parts;
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

function breakdowns(events: EventStatistics): BreakdownView[] {
  const view = (title: string, counts: Readonly<Record<string, number>>, sorted: boolean) => {
    const rows = Object.entries(counts).map(([label, count]) => ({ label, count }));
    const total = rows.reduce((sum, { count }) => sum + count, 0);
    const shown = sorted ? rows.sort((a, b) => b.count - a.count).slice(0, SHOWN_ROWS) : rows;
    return { title, total, rows: shown };
  };
  return [
    view("Type", events.byType, true),
    view("Risk band", events.byRiskLevel, false),
    view("Value category", events.byValueCategory, false),
    view("City", events.byCity, true),
  ];
}
