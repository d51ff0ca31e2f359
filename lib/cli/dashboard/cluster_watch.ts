import { messageOf, WorkshopError } from "../../core/mod.ts";
import {
  type AlertView,
  type ClusterView,
  type DashboardSnapshot,
  type DashboardSource,
  type GroupMonitor,
  ruleOf,
  viewsOfLag,
} from "../../dashboard/mod.ts";
import { AlertEvaluator, type LagReport } from "../../monitoring/mod.ts";
import { ClusterTraffic } from "./cluster_traffic.ts";
import { ReplicaAlerts } from "./replica_alerts.ts";
import { shownPart, totalsOf } from "./shown_part.ts";

/** What is known of the cluster before it is asked for its figures. */
export interface WatchedCluster {
  readonly title: string;
  readonly kind: string;
  readonly version: string;
  readonly clusterId: string;
  readonly bootstrapServers: string;
}

/** A long pass is followed by a rest of so many times its length. */
const REST = 3;
/** What comes in shorter than this needs no rest, in milliseconds. */
const SHORT_MS = 250;

/** The overview of any cluster, of which nothing is known but what it tells itself. */
export class ClusterWatch implements DashboardSource {
  readonly #known: WatchedCluster;
  readonly #monitor: GroupMonitor;
  readonly #alerts = new AlertEvaluator();
  readonly #replicaAlerts = new ReplicaAlerts();
  readonly #traffic = new ClusterTraffic();
  readonly #addresses = new Map<number, string>();
  #counted = { produced: 0, processed: 0 };
  #report: LagReport | undefined;

  /** The monitor belongs to whoever made it. */
  constructor(known: WatchedCluster, monitor: GroupMonitor) {
    this.#known = known;
    this.#monitor = monitor;
  }

  async snapshot(): Promise<DashboardSnapshot> {
    const why = await this.#look();
    const report = this.#report;
    if (report === undefined) throw why;
    const views = shownPart(viewsOfLag(report));
    const totals = totalsOf(report);
    const down = why === undefined ? undefined : reasonOf(why);
    const cluster = this.#clusterView(report, down);
    const gone = cluster.brokers.filter(({ up }) => !up).map(({ id }) => id);
    return {
      atMs: down === undefined ? report.atMs : Date.now(),
      title: this.#known.title,
      cluster,
      traffic: { ...this.#counted, measured: "offsets", retried: 0, deadLettered: 0 },
      ...views,
      totals,
      alerts: this.#alertsOf(report, down, () => this.#replicaAlerts.evaluate(totals, gone)),
      deadLetters: { topic: "", total: 0, latest: [] },
      statistics: [],
      store: null,
    };
  }

  /** Looks at the cluster, unless the last look was long and is not long ago; gives what failed. */
  async #look(): Promise<unknown> {
    const last = this.#report;
    const restMs = last === undefined || last.durationMs < SHORT_MS ? 0 : last.durationMs * REST;
    if (last !== undefined && Date.now() - last.atMs < restMs) return undefined;
    try {
      this.#report = await this.#monitor.refresh();
      this.#counted = this.#traffic.count(this.#report);
    } catch (error) {
      return error;
    }
  }

  #alertsOf(
    report: LagReport,
    down: string | undefined,
    replicas: () => readonly AlertView[],
  ): AlertView[] {
    const alerts = this.#alerts.evaluate({
      broker: down === undefined ? { up: true } : { up: false, reason: down },
      groups: down === undefined ? report.groups : [],
      processed: this.#counted.processed,
      deadLetters: 0,
    });
    const told = alerts.map((alert) => ({ ...alert, ...ruleOf(alert.name) }));
    // of a cluster that doesn't answer, nothing else is known to be wrong
    const all = down === undefined ? [...told, ...replicas()] : told;
    return all.sort((a, b) => weight(b) - weight(a)).slice(0, SHOWN_ALERTS);
  }

  #clusterView(report: LagReport, down: string | undefined): ClusterView {
    const { kind, version, clusterId, bootstrapServers } = this.#known;
    const { brokers, controllerId } = report.cluster;
    for (const { id, host, port } of brokers) this.#addresses.set(id, `${host}:${port}`);
    for (const { replicas } of report.topics.flatMap((topic) => topic.partitions)) {
      for (const id of replicas) if (!this.#addresses.has(id)) this.#addresses.set(id, "unknown");
    }
    const alive = new Set(brokers.map(({ id }) => id));
    return {
      kind,
      version,
      clusterId,
      bootstrapServers,
      up: down === undefined,
      why: down ?? null,
      controllerId: down === undefined ? controllerId : -1,
      brokers: [...this.#addresses].map(([id, address]) => ({
        id,
        address,
        up: down === undefined && alive.has(id),
      })).sort((a, b) => a.id - b.id),
    };
  }
}

const SHOWN_ALERTS = 50;

function reasonOf(error: unknown): string {
  if (!(error instanceof WorkshopError) || error.code !== "OTHER_CLUSTER") return messageOf(error);
  return `Another cluster answers there now: start the dashboard again to see it (${error.message})`;
}

function weight({ state, severity }: AlertView): number {
  return (state === "firing" ? 2 : 0) + (severity === "critical" ? 1 : 0);
}
