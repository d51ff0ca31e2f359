import { waitFor } from "../../core/mod.ts";
import {
  ALERT_WEBHOOK_PATH,
  alertReceiver,
  type AlertView,
  type Dashboard,
  type DashboardSnapshot,
  startDashboard,
  viewsOfLag,
} from "../../dashboard/mod.ts";
import type { Stage } from "./stage.ts";

/** A dashboard that takes alerts, and what its overview shows of them. */
export class Overview implements AsyncDisposable {
  readonly #dashboard: Dashboard;

  private constructor(dashboard: Dashboard) {
    this.#dashboard = dashboard;
  }

  /** Starts it on a free port; a watchdog that is silent for longer than told is missed. */
  static start(
    stage: () => Stage | undefined,
    { token, watchdogMs }: { readonly token: string; readonly watchdogMs: number },
  ): Overview {
    const receiver = alertReceiver({ token, watchdogMs });
    const source = { snapshot: () => Promise.resolve(snapshotOf(stage())) };
    return new Overview(startDashboard({
      port: 0,
      source: receiver.around(source),
      routes: receiver.routes,
      intervalMs: 100,
    }));
  }

  /** Where Alertmanager is to send. */
  get webhookUrl(): string {
    return `http://127.0.0.1:${this.#dashboard.port}${ALERT_WEBHOOK_PATH}`;
  }

  /** The alerts of Prometheus that it shows. */
  async alerts(): Promise<readonly AlertView[]> {
    const response = await fetch(`${this.#dashboard.url}/api/overview`);
    const { snapshot } = await response.json() as { snapshot: DashboardSnapshot | null };
    return (snapshot?.alerts ?? []).filter(({ from }) => from === "prometheus");
  }

  /** Waits until it shows an alert, or no longer does. */
  async until(
    [name, subject]: readonly [string, string],
    { shown, timeoutMs }: { readonly shown: boolean; readonly timeoutMs: number },
  ): Promise<AlertView | undefined> {
    let found: AlertView | undefined;
    const named = `${name} ${subject}`.trim();
    await waitFor(async () => {
      found = (await this.alerts()).find((alert) =>
        alert.name === name && alert.subject.startsWith(subject)
      );
      return (found !== undefined) === shown;
    }, { what: `${named} to ${shown ? "come" : "go"}`, timeoutMs, intervalMs: 100 });
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#dashboard[Symbol.asyncDispose]();
  }
}

function snapshotOf(stage: Stage | undefined): DashboardSnapshot {
  const report = stage?.monitor.latest;
  return {
    atMs: Date.now(),
    title: "Alerts on trial",
    cluster: {
      kind: "Embedded cluster",
      version: "",
      bootstrapServers: stage?.cluster.bootstrapServers ?? "",
      clusterId: stage?.cluster.clusterId ?? "",
      up: true,
      why: null,
      controllerId: report?.cluster.controllerId ?? -1,
      brokers: [],
    },
    traffic: { produced: 0, processed: 0, retried: 0, deadLettered: 0 },
    ...(report === undefined ? { topics: [], groups: [] } : viewsOfLag(report)),
    alerts: [],
    deadLetters: { topic: "DLQ", total: 0, latest: [] },
    statistics: [],
    store: null,
  };
}
